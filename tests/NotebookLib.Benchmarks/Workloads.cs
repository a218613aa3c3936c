using System.Globalization;

namespace NotebookLib.Benchmarks;

/// <summary>Something to be timed, in this library and in PyTorch under the same name.</summary>
/// <param name="Name">Its kind and sizes, as both sides read them: "product 64".</param>
/// <param name="Target">What peer's time / our time should at least be, on one core.</param>
/// <param name="SharedTarget">The same on several cores.</param>
internal sealed record Workload(string Name, double Target, double SharedTarget)
{
    /// <summary>The table of the comparison, row by row.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("product 32", 1, 0.97), new("product 64", 1, 0.97), new("product 128", 1, 0.97),
        new("product 256", 1, 0.97), new("product 512", 1, 0.97), new("product 1024", 1, 0.97),
        new("attention 1 16 64 4", 1, 1), new("attention 1 128 128 8", 1, 1), new("attention 4 64 128 4", 1, 1),
        new("attention 1 512 256 8", 1, 1), new("training 2 4 64 32 16 64", 1.4, 1.4),
        new("training 4 4 128 64 16 96", 1.4, 1.4), new("training 6 6 192 128 8 256", 1.4, 1.4),
        new("decoding 6 6 192 256 256", 1.5, 1.5),
    ];

    /// <summary>What one repetition counts as: a decoding run gives many tokens.</summary>
    public int Units => Name.StartsWith("decoding", StringComparison.Ordinal) ? Sizes(Name)[3] - 1 : 1;

    /// <summary>Makes what the work needs, and returns one repetition of it.</summary>
    /// <exception cref="ArgumentException">There is no such work.</exception>
    public static Action Prepare(string name)
    {
        var random = new Random(1);
        return (name.Split(' ')[0], Sizes(name)) switch
        {
            ("product", [int n]) => Product(Tensor.Normal(random, n, n), Tensor.Normal(random, n, n)),
            ("attention", [int batch, int length, int width, int heads]) =>
                MultiHead(new MultiHeadAttention(width, heads, random), Tensor.Normal(random, batch, length, width)),
            ("training", [_, _, _, _, int batch, _]) => TrainingStep(Model(name), batch),
            ("decoding", [_, _, _, int context, _]) => Decoding(Model(name), context),
            _ =>
                throw new ArgumentException($"name: expected product, attention, training or decoding with its sizes; "
                    + $"got '{name}'.", nameof(name)),
        };
    }

    /// <summary>
    /// The model of a work: its sizes begin with layers, heads, width and context, and end with the vocabulary.
    /// </summary>
    public static Gpt Model(string name) =>
        Sizes(name) is [int layers, int heads, int width, int context, .., int vocabulary]
            ? new Gpt(new GptConfig(vocabulary, layers, heads, width, context), new Random(1))
            : throw new ArgumentException($"name: expected a work with a model; got '{name}'.", nameof(name));

    private static int[] Sizes(string name) =>
        [.. name.Split(' ').Skip(1).Select(w => int.Parse(w, CultureInfo.InvariantCulture))];

    private static Action Product(Tensor a, Tensor b) => () => a.MatMul(b);

    private static Action MultiHead(MultiHeadAttention attention, Tensor x) => () =>
    {
        using IDisposable _ = Tensor.NoGrad();
        attention.Forward(x, causal: true);
    };

    private static Action TrainingStep(Gpt gpt, int batch)
    {
        var random = new Random(2);
        Corpus corpus = Corpus.Text(Enumerable.Range(0, 20_000).Select(_ => random.Next(gpt.Config.Vocabulary)));
        var trainer = new Trainer(gpt, corpus, batchSize: batch);
        return () => trainer.Run(1);
    }

    private static Action Decoding(Gpt gpt, int context) => () => gpt.Generate([0], context - 1);
}
