using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace NotebookLib;

/// <summary>The tokenizers of ChatGPT: byte-pair encodings that OpenAI trained and published.</summary>
/// <remarks>
/// Computed by Microsoft.ML.Tokenizers, whose vocabularies lie beside this library, so nothing is downloaded. Loading takes a
/// fraction of a second: make one and keep it. Where a text holds the name of a control token, such as &lt;|endoftext|&gt;, it becomes
/// that token. The package takes time that grows with the square of a run without a border, such as 200,000 times the same letter; texts with such runs
/// are merged here, to the same tokens, in time that grows with their length.
/// </remarks>
public sealed class ChatGptTokenizer : Tokenizer
{
    private readonly TiktokenTokenizer tokenizer;
    private const int LongRun = 512; // characters without a border, from which the package becomes slow

    private readonly byte[]?[] pieces; // by id; some ids below the largest were never given to a token
    private readonly Lazy<RankedMerging> merging;

    private ChatGptTokenizer(string name, string dataAssembly)
    {
        Name = name;
        tokenizer = TiktokenTokenizer.CreateForEncoding(name);
        pieces = ReadPieces(name, dataAssembly, tokenizer.SpecialTokens);
        merging = new(() => new RankedMerging(pieces, (tokenizer.SpecialTokens ?? new Dictionary<string, int>()).Values.ToHashSet()));
    }

    /// <summary>The encoding of GPT-3.5 and GPT-4, "cl100k_base".</summary>
    public static ChatGptTokenizer Cl100kBase() => new("cl100k_base", "Microsoft.ML.Tokenizers.Data.Cl100kBase");

    /// <summary>The encoding of GPT-4o and later, "o200k_base", with more room for languages other than English.</summary>
    public static ChatGptTokenizer O200kBase() => new("o200k_base", "Microsoft.ML.Tokenizers.Data.O200kBase");

    /// <summary>The name of the encoding, as OpenAI writes it.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    /// <remarks>The largest id + 1, as OpenAI counts; a handful of ids below it stand for nothing.</remarks>
    public override int VocabularySize => pieces.Length;

    /// <inheritdoc/>
    public override int[] Encode(string text)
    {
        RequireCharacters(text);
        if (tokenizer.PreTokenizer is not { } borders || borders.PreTokenize(text).All(run => run.Length < LongRun)) return [.. tokenizer.EncodeToIds(text)];
        var ids = new List<int>();
        foreach (string part in PartsAtControlTokens(text))
        {
            if (tokenizer.SpecialTokens?.TryGetValue(part, out int control) ?? false) ids.Add(control);
            else foreach ((int start, int length) in borders.PreTokenize(part)) ids.AddRange(merging.Value.ToIds(Encoding.UTF8.GetBytes(part.Substring(start, length))));
        }
        return [.. ids];
    }

    private string[] PartsAtControlTokens(string text) => tokenizer.SpecialTokens is not { Count: > 0 } control ? [text]
        : Regex.Split(text, $"({string.Join('|', control.Keys.OrderByDescending(name => name.Length).Select(Regex.Escape))})");

    /// <inheritdoc/>
    /// <remarks>Ids that spell no text, such as half of an emoji alone, give the replacement character, U+FFFD.</remarks>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Encoding.UTF8.GetString([.. ids.SelectMany(id => Bytes(id, nameof(ids)))]);
    }

    /// <inheritdoc/>
    public override string Token(int id) => Show(Bytes(id, nameof(id)));

    private byte[] Bytes(int id, string argument) => pieces[Known(id, argument)]
        ?? throw new ArgumentException($"{argument}: expected an id of this vocabulary; {id} is one of the few that {Name} gives to no token.", argument);

    // TiktokenTokenizer shows a token only as text, which half of an emoji is not; its data says which bytes stand behind each id.
    private static byte[]?[] ReadPieces(string name, string dataAssembly, IReadOnlyDictionary<string, int>? controlTokens)
    {
        var byId = (controlTokens ?? new Dictionary<string, int>()).ToDictionary(token => token.Value, token => Encoding.UTF8.GetBytes(token.Key));
        using Stream data = Assembly.Load(dataAssembly).GetManifestResourceStream($"{name}.tiktoken.deflate")
            ?? throw new InvalidOperationException($"{dataAssembly} was expected to hold the vocabulary {name}; it does not.");
        using var lines = new StreamReader(new DeflateStream(data, CompressionMode.Decompress));
        lines.ReadLine(); // "Capacity: 100257"; then the bytes of each id in order
        for (int id = 0; lines.ReadLine() is { } line; id++)
            if (line.Length > 0) byId[id] = Convert.FromBase64String(line);
        var pieces = new byte[]?[byId.Keys.Max() + 1];
        foreach ((int id, byte[] bytes) in byId) pieces[id] = bytes;
        return pieces;
    }
}
