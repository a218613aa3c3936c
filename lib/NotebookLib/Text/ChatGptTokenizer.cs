using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>The tokenizers of ChatGPT: byte-pair encodings that OpenAI trained and published.</summary>
/// <remarks>
/// The vocabularies lie beside this library, in packages of Microsoft.ML.Tokenizers, so nothing is downloaded. Loading
/// takes a fraction of a second: make one and keep it. As published, a vocabulary is a list of tokens, each with its
/// rank, which is its id: two neighbours may merge where their bytes together are a token. Ids 0 to 255 are the bytes,
/// in an order of their own: '!' is 0. Sizes are the largest id + 1, as OpenAI counts; a handful of ids below it stand
/// for nothing. Where a text holds the name of a control token, such as &lt;|endoftext|&gt;, it is text like any other,
/// unless you say otherwise.
/// </remarks>
public sealed class ChatGptTokenizer : ByteLevelTokenizer
{
    private readonly RankedMerging merging;

    private ChatGptTokenizer(string name, string dataAssembly, SplitPattern pattern,
        Dictionary<string, int> controlTokens)
        : this(name, ReadTokens(name, dataAssembly), pattern, controlTokens) { }

    private ChatGptTokenizer(string name, List<byte[]?> ranked, SplitPattern pattern,
        Dictionary<string, int> controlTokens)
        : base(WithControlTokens(ranked, controlTokens), pattern)
    {
        Name = name;
        ControlTokens = controlTokens.AsReadOnly();
        merging = new RankedMerging(ranked);
    }

    /// <summary>The encoding of GPT-3.5 and GPT-4, "cl100k_base".</summary>
    public static ChatGptTokenizer Cl100kBase() =>
        new("cl100k_base", "Microsoft.ML.Tokenizers.Data.Cl100kBase", SplitPattern.Cl100k, new()
        {
            ["<|endoftext|>"] = 100_257,
            ["<|fim_prefix|>"] = 100_258,
            ["<|fim_middle|>"] = 100_259,
            ["<|fim_suffix|>"] = 100_260,
            ["<|endofprompt|>"] = 100_276,
        });

    /// <summary>
    /// The encoding of GPT-4o and later, "o200k_base", with more room for languages other than English.
    /// </summary>
    public static ChatGptTokenizer O200kBase() =>
        new("o200k_base", "Microsoft.ML.Tokenizers.Data.O200kBase", SplitPattern.O200k, new()
        {
            ["<|endoftext|>"] = 199_999,
            ["<|endofprompt|>"] = 200_018,
        });

    /// <summary>The name of the encoding, as OpenAI writes it.</summary>
    public string Name { get; }

    /// <summary>
    /// The tokens that are no text but say something to the model, such as where a document ends, and their ids.
    /// </summary>
    public IReadOnlyDictionary<string, int> ControlTokens { get; }

    /// <summary>
    /// The ids of the tokens that <paramref name="text"/> consists of, (T,), its control tokens included or not.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="controlTokens">If true, &lt;|endoftext|&gt; becomes the one token of that name; if false, as
    /// without this argument, pieces of text. True is for what you wrote yourself: in what somebody else wrote, such a
    /// name would end your document at their word.</param>
    /// <exception cref="ArgumentException">Half of a surrogate pair stands alone; the message says where.</exception>
    public int[] Encode(string text, bool controlTokens)
    {
        RequireCharacters(text);
        if (!controlTokens) return Encode(text);
        string names = string.Join('|', ControlTokens.Keys.Select(Regex.Escape));
        return [.. Regex.Split(text, $"({names})")
            .SelectMany(part => ControlTokens.TryGetValue(part, out int id) ? [id] : Encode(part))];
    }

    private protected override int? Merged(int left, int right) => merging.Merged(left, right);

    private protected override BytePairMerge Merge(int left, int right, int id) =>
        new(left, right, id, null, Token(left), Token(right), Token(id));

    private static List<byte[]?> ReadTokens(string name, string dataAssembly)
    {
        using Stream data = Assembly.Load(dataAssembly).GetManifestResourceStream($"{name}.tiktoken.deflate")
            ?? throw new InvalidOperationException($"{dataAssembly} was expected to hold the vocabulary {name}; "
                + $"it does not.");
        using var lines = new StreamReader(new DeflateStream(data, CompressionMode.Decompress));
        lines.ReadLine(); // "Capacity: 100257"; then the bytes of each id in order
        var tokens = new List<byte[]?>();
        while (lines.ReadLine() is { } line) tokens.Add(line.Length > 0 ? Convert.FromBase64String(line) : null);
        return tokens;
    }

    private static byte[]?[] WithControlTokens(List<byte[]?> ranked, Dictionary<string, int> controlTokens)
    {
        byte[]?[] tokens = [.. ranked, .. new byte[]?[controlTokens.Values.Max() + 1 - ranked.Count]];
        foreach ((string name, int id) in controlTokens) tokens[id] = Encoding.UTF8.GetBytes(name);
        return tokens;
    }
}
