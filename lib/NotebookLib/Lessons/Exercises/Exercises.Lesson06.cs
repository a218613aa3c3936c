namespace NotebookLib;

/// <summary>LayerNorm: rows (T, C), a gain and a shift for each column, (C,), to rows (T, C).</summary>
public delegate Tensor LayerNormFunction(Tensor x, Tensor gain, Tensor shift);

/// <summary>
/// The feed-forward layer: rows (T, C), maps (C, F) and (F, C) with biases (F,) and (C,), to rows (T, C).
/// </summary>
public delegate Tensor WorkFunction(Tensor x, Tensor w1, Tensor b1, Tensor w2, Tensor b2);

public static partial class Exercises
{
    private const float Epsilon = 1e-5f; // GPT-2's, under the root

    /// <summary>Lesson 06: LayerNorm, ε = 1e-5 under the root.</summary>
    public static Exercise<LayerNormFunction, Tensor> LayerNorm =>
        field ??= new("LayerNorm", (x, gain, shift) => Normalized(x) * gain + shift,
        [
            NormCase("one row whose mean is 3", () => (new([1, 2, 3, 6], 1, 4), Tensor.Ones(4), Tensor.Zeros(4))),
            NormCase("two rows, stretched and shifted",
                () => (new([1, 3, 14, 10], 2, 2), new([2, 10], 2), new([0, 1], 2))),
            NormCase("three rows of five numbers, far from 0", () => Rows(3, 5, 1, 2), shown: false),
            NormCase("a row whose numbers are all the same", () => (Tensor.Full(7, 1, 3), Scaled(3), Tensor.Arange(3)),
                shown: false),
            NormCase("very small numbers, where ε counts", () => Rows(2, 7, 0.003f, 0), shown: false),
        ],
        [
            new("you divided by one less than C when you averaged the squares; divide by C",
                (x, gain, shift) => NormWith(x, gain, shift, v => v * (x.Shape[1] / (x.Shape[1] - 1f)))),
            new("you divided by the variance; take its root",
                (x, gain, shift) => Centred(x) / (Variance(x) + Epsilon) * gain + shift),
            new("you squared the variance; take its root",
                (x, gain, shift) => Centred(x) / (Variance(x) + Epsilon).Square() * gain + shift),
            new("you did not subtract the mean: that is RMSNorm",
                (x, gain, shift) => x / (MeanSquare(x) + Epsilon).Sqrt() * gain + shift),
            new("you divided the row as it is; subtract the mean there, too",
                (x, gain, shift) => x / (Variance(x) + Epsilon).Sqrt() * gain + shift),
            new("you averaged the squares of the numbers; take those of their distances from the mean",
                (x, gain, shift) => Centred(x) / (MeanSquare(x) + Epsilon).Sqrt() * gain + shift),
            new("you left ε out: a row whose numbers are all the same is divided by 0",
                (x, gain, shift) => Centred(x) / Variance(x).Sqrt() * gain + shift),
            new("you added ε to the root; it belongs under it",
                (x, gain, shift) => Centred(x) / (Variance(x).Sqrt() + Epsilon) * gain + shift),
            new("you took mean and variance down the columns: a row would read the other rows, and the future",
                (x, gain, shift) => Normalized(x.T).T * gain + shift),
            new("you took one mean and one variance for all rows; each row has its own",
                (x, gain, shift) => Normalized(x.Reshape(1, -1)).Reshape(x.Shape) * gain + shift),
            new("you did not keep the dimension of a mean: (T,) meets the columns of (T, C), and not its rows",
                (x, gain, shift) => NormAfter(x - x.Mean(-1), gain, shift, keepDim: false),
                (x, gain, shift) => NormAfter(x - x.Mean(-1), gain, shift, keepDim: true),
                (x, gain, shift) => NormAfter(Centred(x), gain, shift, keepDim: false)),
            new("you left the gain out", (x, _, shift) => Normalized(x) + shift),
            new("you left the shift out", (x, gain, _) => Normalized(x) * gain),
            new("you exchanged gain and shift; the gain stretches, the shift is added",
                (x, gain, shift) => Normalized(x) * shift + gain),
            new("you stretched first; the gain comes after the division",
                (x, gain, shift) => Normalized(x * gain) + shift),
            new("you shifted before you stretched; the shift comes last",
                (x, gain, shift) => (Normalized(x) + shift) * gain),
            new("you subtracted the mean and did not divide", (x, gain, shift) => Centred(x) * gain + shift),
            new("you divided by the mean distance; take the root of the mean square",
                (x, gain, shift) => Centred(x) / (Centred(x).Abs().Mean(-1, true) + Epsilon) * gain + shift),
            new("you divided by the length of the row; take the mean of the squares, not their sum",
                (x, gain, shift) => NormWith(x, gain, shift, v => v * x.Shape[1])),
        ],
        alsoRight:
        [
            (x, gain, shift) => new LayerNorm(gain, shift).Forward(x),
            (x, gain, shift) =>
                Centred(x) / (MeanSquare(x) - x.Mean(-1, true).Square() + Epsilon).Sqrt() * gain + shift,
            NormByLoops,
        ],
        shape: "(T, C)");

    /// <summary>Lesson 06: the feed-forward layer with GPT-2's GELU.</summary>
    public static Exercise<WorkFunction, Tensor> Work => field ??= new("feed-forward", (x, w1, b1, w2, b2) =>
        Gelu(x.MatMul(w1) + b1).MatMul(w2) + b2,
        [
            WorkCase("the number 1, and nothing but the bend", One(1, 1, 0, 1, 0)),
            WorkCase("a bias that brings the number to 0 before the bend", One(2, 1, -2, 3, 5)),
            WorkCase("a number far below 0", One(-2.2f, 1, 0, 1, 0), shown: false),
            WorkCase("three rows of two numbers, five in between", Layer(3, 2, 5, 1), shown: false),
            WorkCase("two rows of three numbers, seven in between, large ones", Layer(2, 3, 7, 3), shown: false),
        ],
        [
            new("you took ReLU; GPT-2's bend is smooth", WorkWith(h => h.Relu())),
            new("you took the exact GELU; GPT-2 was trained with the form that has tanh", WorkWith(h => h.Gelu())),
            new("you took the short form with a sigmoid; here the form with tanh is asked for",
                WorkWith(h => h * (1.702f * h).Sigmoid())),
            new("you took x times its sigmoid: that is SiLU", WorkWith(h => h.Silu())),
            new("you took the square; under tanh stands the third power", WorkWith(h => GeluWith(h, power: 2))),
            new("you left the half out", WorkWith(h => 2 * Gelu(h))),
            new("you divided whole numbers: in C# one half is then 0", WorkWith(h => 0 * h)),
            new("you left out the bend between the maps: two maps in a row are one", WorkWith(h => h)),
            new("you left out the root of 2 / π", WorkWith(h => GeluWith(h, slope: 1))),
            new("you did not take the root of 2 / π", WorkWith(h => GeluWith(h, slope: 2 / MathF.PI))),
            new("you divided π by 2; it is the root of 2 / π",
                WorkWith(h => GeluWith(h, slope: MathF.Sqrt(MathF.PI / 2)))),
            new("you left out the third power under tanh", WorkWith(h => GeluWith(h, bend: 0))),
            new("you left out the 1 that is added to tanh", WorkWith(h => Gelu(h) - h / 2)),
            new("you lost the bracket around 1 and tanh: half of x multiplies both",
                WorkWith(h => h / 2 + GeluTanhOf(h))),
            new("you left out the factor x before the bracket", WorkWith(h => (1 + GeluTanhOf(h)) / 2)),
            new("you added the first bias after the bend; it comes before",
                (x, w1, b1, w2, b2) => (Gelu(x.MatMul(w1)) + b1).MatMul(w2) + b2),
            new("you bent the output as well; the second map is the end",
                (x, w1, b1, w2, b2) => Gelu(Gelu(x.MatMul(w1) + b1).MatMul(w2) + b2)),
            new("you bent the input; the bend stands between the maps",
                (x, w1, b1, w2, b2) => (Gelu(x).MatMul(w1) + b1).MatMul(w2) + b2),
            new("you left the first bias out", (x, w1, _, w2, b2) => Gelu(x.MatMul(w1)).MatMul(w2) + b2),
            new("you left the second bias out", (x, w1, b1, w2, _) => Gelu(x.MatMul(w1) + b1).MatMul(w2)),
            new("you added x to the result; the wire past the layer belongs to the block",
                (x, w1, b1, w2, b2) => x + Gelu(x.MatMul(w1) + b1).MatMul(w2) + b2),
        ],
        alsoRight:
        [
            (x, w1, b1, w2, b2) =>
                new FeedForward(new Linear(w1, b1), new Linear(w2, b2), Activation.GeluTanh).Forward(x),
            WorkWith(h => h * (MathF.Sqrt(8 / MathF.PI) * (h + 0.044715f * h * h * h)).Sigmoid()),
        ],
        shape: "(T, C)");

    /// <summary>
    /// Lesson 06, by hand: what the writing matrices of GPT-2 XL, 48 layers, are multiplied by at the start.
    /// </summary>
    public static NumberExercise StartFactor => field ??= new("start factor", 1 / Math.Sqrt(96), decimals: 3,
        ("you counted one part a layer; each layer writes twice", 1 / Math.Sqrt(48)),
        ("you did not take the root: variances add, not sizes", 1.0 / 96),
        ("you counted one part a layer, and did not take the root", 1.0 / 48),
        ("you gave its inverse: the matrices are made smaller", Math.Sqrt(96)),
        ("you gave the inverse, for one part a layer", Math.Sqrt(48)),
        ("you halved the layers; twice as many parts write as there are layers", 1 / Math.Sqrt(24)),
        ("you put the 2 outside the root", 1 / (2 * Math.Sqrt(48))),
        ("you divided whole numbers, and C# gives whole numbers back", 0));

    private static Tensor Normalized(Tensor x) => Centred(x) / (Variance(x) + Epsilon).Sqrt();

    private static Tensor NormWith(Tensor x, Tensor gain, Tensor shift, Func<Tensor, Tensor> variance) =>
        Centred(x) / (variance(Variance(x)) + Epsilon).Sqrt() * gain + shift;

    private static Tensor NormAfter(Tensor centred, Tensor gain, Tensor shift, bool keepDim) =>
        centred / (centred.Square().Mean(-1, keepDim) + Epsilon).Sqrt() * gain + shift;

    private static Tensor Centred(Tensor x) => x - x.Mean(-1, keepDim: true);

    private static Tensor Variance(Tensor x) => MeanSquare(Centred(x));

    private static Tensor MeanSquare(Tensor x) => x.Square().Mean(-1, keepDim: true);

    private static Tensor NormByLoops(Tensor x, Tensor gain, Tensor shift)
    {
        Tensor result = Tensor.Zeros(x.Shape);
        for (int t = 0; t < x.Shape[0]; t++)
        {
            float[] row = x.Row(t).ToArray();
            double mean = row.Average(v => (double)v), variance = row.Average(v => (v - mean) * (v - mean));
            for (int c = 0; c < row.Length; c++)
                result[t, c] = (float)((row[c] - mean) / Math.Sqrt(variance + 1e-5) * gain[c] + shift[c]);
        }
        return result;
    }

    private static Tensor Gelu(Tensor h) => GeluWith(h);

    private static Tensor GeluWith(Tensor h, float? slope = null, float bend = 0.044715f, int power = 3) =>
        0.5f * h * (1 + GeluTanhOf(h, slope, bend, power));

    private static Tensor GeluTanhOf(Tensor h, float? slope = null, float bend = 0.044715f, int power = 3) =>
        ((slope ?? MathF.Sqrt(2 / MathF.PI)) * (h + bend * h.Pow(power))).Tanh();

    /// <summary>The feed-forward layer with another bend.</summary>
    private static WorkFunction WorkWith(Func<Tensor, Tensor> bend) =>
        (x, w1, b1, w2, b2) => bend(x.MatMul(w1) + b1).MatMul(w2) + b2;

    /// <summary>Random rows around a mean, with a gain and a shift.</summary>
    private static (Tensor X, Tensor Gain, Tensor Shift) Rows(int count, int width, float scale, float mean)
    {
        var random = new Random(17);
        return (Rounded(random, count, width) * scale + mean, Rounded(random, width), Rounded(random, width));
    }

    /// <summary>2, 3, 4, …</summary>
    private static Tensor Scaled(int width) => Tensor.Arange(width) + 2;

    private static Func<Tensor[]> One(params float[] numbers) => () =>
    [
        new([numbers[0]], 1, 1), new([numbers[1]], 1, 1), new([numbers[2]], 1), new([numbers[3]], 1, 1),
        new([numbers[4]], 1),
    ];

    private static Func<Tensor[]> Layer(int rows, int width, int between, float scale) => () =>
    {
        var random = new Random(17);
        return
        [
            Rounded(random, rows, width) * scale, Rounded(random, width, between), Rounded(random, between),
            Rounded(random, between, width), Rounded(random, width),
        ];
    };

    private static Case<LayerNormFunction, Tensor> NormCase(
        string given, Func<(Tensor X, Tensor Gain, Tensor Shift)> make, bool shown = true) =>
        new(given, (norm, inputs) =>
        {
            var (x, gain, shift) = make();
            return norm(inputs.Give("x", x), inputs.Give("gain", gain), inputs.Give("shift", shift));
        }, shown);

    private static Case<WorkFunction, Tensor> WorkCase(string given, Func<Tensor[]> make, bool shown = true) =>
        new(given, (work, inputs) =>
        {
            Tensor[] all = make();
            return work(inputs.Give("x", all[0]), inputs.Give("w1", all[1]), inputs.Give("b1", all[2]),
                inputs.Give("w2", all[3]), inputs.Give("b2", all[4]));
        }, shown);
}
