namespace NotebookLib;

/// <summary>
/// The smallest model that can solve <see cref="OrderTask"/>: a row for each word, one attention of four heads, and one
/// way in which order enters, or none.
/// </summary>
/// <remarks>
/// Of what the question mark takes from the others, the first two numbers are the answer: one for the robot, one for
/// the glass.
/// </remarks>
public sealed class OrderModel : Module
{
    private const int HeadCount = 4;

    private OrderModel(string scheme, Embedding words, LearnedPositions places, MultiHeadAttention look)
    {
        Scheme = scheme;
        Words = words;
        Places = places;
        Look = look;
    }

    /// <summary>How order can enter.</summary>
    public static IReadOnlyList<string> Schemes { get; } = ["none", "sinusoidal", "learned", "rotary", "ALiBi"];

    /// <summary>How order enters: one of <see cref="Schemes"/>.</summary>
    public string Scheme { get; }

    /// <summary>A row for each word, (8, C).</summary>
    public Embedding Words { get; }

    /// <summary>A trained row for each place of the training, (T, C); only the scheme "learned" uses it.</summary>
    public LearnedPositions Places { get; }

    /// <summary>The attention.</summary>
    public MultiHeadAttention Look { get; private init; }

    /// <summary>How the loss fell.</summary>
    public TrainingCurve Curve { get; private set; } = null!;

    /// <summary>θ of the waves and of the dials.</summary>
    public double Theta { get; private init; }

    /// <summary>Trains a model, on texts of one length.</summary>
    /// <param name="scheme">One of <see cref="Schemes"/>.</param>
    /// <param name="length">T, the length of the texts.</param>
    /// <param name="dim">C, the width; four heads divide it, each of an even width.</param>
    /// <param name="theta">θ of the waves and of the dials.</param>
    /// <param name="steps">Steps of training, each on 48 texts.</param>
    /// <param name="seed">Where the weights and the texts come from.</param>
    /// <exception cref="ArgumentException">There is no such scheme, or the heads do not divide the width.</exception>
    public static OrderModel Train(string scheme, int length, int dim, double theta, int steps, int seed)
    {
        if (!Schemes.Contains(scheme))
            throw new ArgumentException($"scheme: expected one of {string.Join(", ", Schemes)}; got {scheme}.",
                nameof(scheme));
        var random = new Random(seed);
        var words = new Embedding(Tensor.Normal(random, OrderTask.Words.Count, dim));
        var places = new LearnedPositions(length, dim, random);
        var look = new MultiHeadAttention(dim, HeadCount, random)
        {
            Rotary = scheme == "rotary" ? new RotaryEmbedding(dim / HeadCount, theta) : null,
        };
        var model = new OrderModel(scheme, words, places, look) { Theta = theta };
        Tensor HowWrong(Random dice)
        {
            int[][] texts = [.. Enumerable.Range(0, 48).Select(_ => OrderTask.Text(dice, length))];
            return Loss.CrossEntropy(model.Answer(texts), [.. texts.Select(OrderTask.First)]);
        }
        var trainer = new Trainer(model, HowWrong, LearningRate.Constant(0.01f), seed: seed);
        model.Curve = trainer.Run(steps);
        return model;
    }

    /// <summary>What enters the attention: the rows of the words, with the rows of their places added where the scheme
    /// adds some.</summary>
    /// <param name="texts">B texts of one length T.</param>
    /// <returns>(B, T, C).</returns>
    /// <exception cref="ArgumentException">Learned positions have no row for a place.</exception>
    public Tensor Rows(int[][] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Tensor x = Tensor.Stack(0, [.. texts.Select(text => Words.Forward(text))]);
        int length = x.Shape[1];
        return Scheme switch
        {
            "sinusoidal" => x + PositionalEncoding.Sinusoidal(length, x.Shape[2], Theta),
            "learned" => x + Places.Forward(length),
            _ => x,
        };
    }

    /// <summary>How much speaks for the robot and for the glass, before a softmax.</summary>
    /// <param name="texts">B texts of one length T.</param>
    /// <returns>(B, 2).</returns>
    /// <exception cref="ArgumentException">Learned positions have no row for a place.</exception>
    public Tensor Answer(int[][] texts)
    {
        Tensor x = Rows(texts);
        Tensor? bias = Scheme == "ALiBi" ? Alibi.Bias(HeadCount, x.Shape[1]) : null;
        return OfQuestion(Look.Forward(x, mask: bias));
    }

    /// <summary>
    /// The same with the question mark alone in its tensor, as where a model writes word by word, and its place
    /// forgotten: a rotary query then stands at place 0.
    /// </summary>
    /// <param name="texts">B texts of one length T.</param>
    /// <returns>(B, 2).</returns>
    public Tensor AnswerWithoutStart(int[][] texts)
    {
        Tensor x = Rows(texts);
        return OfQuestion(Look.Forward(x.Slice(.., ^1..), context: x));
    }

    /// <summary>The share of right answers, on 200 new texts and their twins.</summary>
    /// <param name="length">T, the length of these texts.</param>
    /// <param name="seed">Where the texts come from.</param>
    /// <param name="answer">Another way to answer; null for <see cref="Answer"/>.</param>
    /// <exception cref="ArgumentException">Learned positions have no row for a place.</exception>
    public double Right(int length, int seed, Func<int[][], Tensor>? answer = null)
    {
        using IDisposable _ = Tensor.NoGrad();
        var random = new Random(seed);
        int[][] half = [.. Enumerable.Range(0, 200).Select(_ => OrderTask.Text(random, length))];
        int[][] texts = [.. half, .. half.Select(OrderTask.Twin)];
        int[] given = (answer ?? Answer)(texts).ArgMax();
        return texts.Where((text, i) => OrderTask.First(text) == given[i]).Count() / (double)texts.Length;
    }

    /// <summary>The same weights, with another choice of which two numbers are a rotary pair.</summary>
    /// <param name="layout">Neighbours, as trained, or halves.</param>
    public OrderModel WithLayout(RotaryLayout layout) =>
        new(Scheme, Words, Places, new MultiHeadAttention(Look.Query, Look.Key, Look.Value, Look.Output, HeadCount)
        {
            Rotary = new RotaryEmbedding(Look.HeadDim, Theta, layout),
        })
        { Theta = Theta, Curve = Curve };

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        [.. Within("words", Words), .. Within("table", Places), .. Within("look", Look)];

    private static Tensor OfQuestion(Tensor taken) => taken.Slice(.., ^1.., ..2).Reshape(-1, 2);
}
