using System.Collections;
using System.Globalization;

namespace NotebookLib;

/// <summary>A line of a <see cref="Ledger"/>: a kind of part, all of its copies together.</summary>
/// <param name="Part">What it is called; one of the constants of <see cref="Ledger"/>.</param>
/// <param name="Copies">How often the model has it: L for a part of each block.</param>
/// <param name="Parameters">The parameters of all copies.</param>
/// <param name="Flops">The floating-point operations of all copies in one forward pass.</param>
public sealed record LedgerRow(string Part, int Copies, long Parameters, long Flops);

/// <summary>
/// What a model of given sizes holds and what it costs to read a text with it, part by part, without building it.
/// </summary>
/// <remarks>
/// <para>Operations are those of the matrix products, 2 for each multiplication with its addition. Normalizations,
/// bends, softmax and sums are not counted: they grow with C, the products with C². Scores are counted whole, also
/// those that a causal mask hides. A backward pass costs twice as much again: a gradient for each factor of each
/// product.</para>
/// <para>Every ledger has the same rows in the same order; what a model lacks has zeros. Kaplan et al. 2020, "Scaling
/// Laws for Neural Language Models", table 1.</para>
/// </remarks>
[TypeFormatterSource(typeof(LedgerFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Ledger : IReadOnlyList<LedgerRow>
{
    /// <summary>A row of C numbers for each token, V · C.</summary>
    public const string TokenTable = "token table";

    /// <summary>A row for each place, context · C, where positions are learned.</summary>
    public const string PositionTable = "position table";

    /// <summary>The maps that make queries, keys and values, and the one that mixes the heads.</summary>
    public const string AttentionMaps = "attention: maps";

    /// <summary>
    /// Queries with keys, and weights with values, 4 T² C a block, or 4 T (cached + T) C: no parameters, and all that
    /// grows with T².
    /// </summary>
    public const string AttentionProducts = "attention: products";

    /// <summary>The feed-forward parts.</summary>
    public const string FeedForward = "feed-forward";

    /// <summary>The normalizations of the blocks.</summary>
    public const string BlockNorms = "block norms";

    /// <summary>The normalization before the logits.</summary>
    public const string FinalNorm = "final norm";

    /// <summary>The table that makes logits: no parameters of its own if it is the token table.</summary>
    public const string OutputTable = "output table";

    private readonly LedgerRow[] rows;

    internal Ledger(GptConfig config, int length, int cached = 0)
    {
        GptConfig.RequireFitting(config);
        if (length < 1) throw new ArgumentException($"length: expected at least 1; got {length}.", nameof(length));
        if (cached < 0) throw new ArgumentException($"cached: expected 0 or more; got {cached}.", nameof(cached));
        (Length, Cached) = (length, cached);
        try
        {
            rows = Rows(config, length, cached);
            _ = checked(Parameters + Flops); // sums that fit as well
        }
        catch (OverflowException e)
        {
            throw new ArgumentException(
                $"length: expected a text whose operations a 64-bit number can count; got {length} tokens after "
                    + $"{cached}.", nameof(length), e);
        }
    }

    private static LedgerRow[] Rows(GptConfig config, int length, int cached)
    {
        checked
        {
            long width = config.Width, hidden = config.HiddenWidth ?? 4 * width;
            long keyValueWidth = width / config.Heads * (config.KeyValueHeads ?? config.Heads);
            long table = config.Vocabulary * width, norm = config.NormKind == NormKind.RmsNorm ? width : 2 * width;
            int layers = config.Layers, gates = config.Activation == Activation.SwiGlu ? 1 : 0;
            int norms = config.Norm == NormPlacement.None ? 0 : 2 * layers,
                places = config.Positions == PositionScheme.Learned ? 1 : 0;
            return
            [
                new(TokenTable, 1, table, 0),
                new(PositionTable, places, places * config.Context * width, 0),
                Maps(AttentionMaps, (width, width), (width, keyValueWidth), (width, keyValueWidth), (width, width)),
                new(AttentionProducts, layers, 0, layers * 4L * length * ((long)length + cached) * width),
                Maps(FeedForward, [.. Enumerable.Repeat((width, hidden), 1 + gates), (hidden, width)]),
                new(BlockNorms, norms, norms * norm, 0),
                new(FinalNorm, config.NormalizesLast ? 1 : 0, config.NormalizesLast ? norm : 0, 0),
                new(OutputTable, 1, config.TiedEmbeddings ? 0 : table, 2L * length * table),
            ];

            LedgerRow Maps(string part, params (long In, long Out)[] maps) => checked(new(part, layers,
                layers * maps.Sum(m => checked(m.In * m.Out + (config.Bias ? m.Out : 0))),
                    layers * maps.Sum(m => checked(2L * length * m.In * m.Out))));
        }
    }

    /// <summary>T, the number of tokens that are read.</summary>
    public int Length { get; }

    /// <summary>The number of tokens before them that a cache holds.</summary>
    public int Cached { get; }

    /// <summary>All parameters.</summary>
    public long Parameters => rows.Sum(r => r.Parameters);

    /// <summary>All operations of one forward pass over T tokens.</summary>
    public long Flops => rows.Sum(r => r.Flops);

    /// <inheritdoc/>
    public int Count => rows.Length;

    /// <inheritdoc/>
    public LedgerRow this[int index] => rows[index];

    /// <summary>The row of a part: <c>ledger[Ledger.AttentionProducts].Flops</c>.</summary>
    /// <exception cref="ArgumentException">No row is called so.</exception>
    public LedgerRow this[string part] => Array.Find(rows, r => r.Part == part)
        ?? throw new ArgumentException($"part: expected one of {string.Join(", ", rows.Select(r => r.Part))}; "
            + $"got '{part}'.", nameof(part));

    /// <inheritdoc/>
    public IEnumerator<LedgerRow> GetEnumerator() => rows.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The rows and their sums as text, in columns.</summary>
    public override string ToString() => Table().ToString();

    /// <summary>The rows and their sums as a table.</summary>
    public string ToHtml() => Table().ToHtml();

    private TextTable Table() =>
        new(["part", "copies", "parameters", Heading()],
            [.. rows.Select(r => Line(r.Part, r.Copies.ToString(CultureInfo.InvariantCulture), r.Parameters, r.Flops)),
                Line("sum", "", Parameters, Flops)]);

    private string Heading()
    {
        string after = Cached == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" after {Cached:N0}");
        return string.Create(CultureInfo.InvariantCulture, $"FLOPs for {Length:N0} tokens{after}");
    }

    private static string[] Line(string part, string copies, long parameters, long flops) =>
        [part, copies, parameters.ToString("N0", CultureInfo.InvariantCulture),
            flops.ToString("N0", CultureInfo.InvariantCulture)];
}

internal sealed class LedgerFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<Ledger>("text/html", ledger => ledger.ToHtml()),
            new ValueFormatter<Ledger>("text/plain", ledger => ledger.ToString())];
}
