namespace NotebookLib;

/// <summary>
/// Turns rows (T, d), pair of neighbours by pair of neighbours, by their places from <paramref name="start"/> on.
/// </summary>
public delegate Tensor RotaryFunction(Tensor rows, int start, double theta);

/// <summary>A row of waves for each place, (T, C).</summary>
public delegate Tensor WavesFunction(int length, int width, double theta);

/// <summary>ALiBi's bias of one head, (T, T): falls with the distance, and hides the future.</summary>
public delegate Tensor DistanceBiasFunction(int length, double slope);

public static partial class Exercises
{
    /// <summary>Lesson 03: rotary positions, neighbours as pairs.</summary>
    public static Exercise<RotaryFunction, Tensor> Turn =>
        field ??= new("rotary turn", (rows, start, theta) => TurnWith(rows, start, theta),
        [
            TurnCase("one pair, at the places 0 and 1", () => new([1, 0, 1, 0], 2, 2), 0, 10000),
            TurnCase("one row of two pairs, at place 1, θ = 100", () => new([1, 0, 0, 1], 1, 4), 1, 100),
            TurnCase("three rows of three pairs, from place 0 on, θ = 50", () => Rounded(new Random(17), 3, 6), 0, 50,
                shown: false),
            TurnCase("three rows of three pairs, from place 5 on, θ = 100", () => Rounded(new Random(18), 3, 6), 5, 100,
                shown: false),
            TurnCase("two rows of four pairs, from place 3 on, θ = 10,000", () => Rounded(new Random(19), 2, 8), 3,
                10000, shown: false),
        ],
        [
            new("you paired the halves; pairs are neighbours here: 0 and 1, 2 and 3",
                (rows, start, theta) => TurnWith(rows, start, theta, halves: true)),
            new("your pairs are neighbours, but the speeds belong to halves: pairs and speeds do not match",
                (rows, start, theta) =>
                    TurnWith(rows, start, theta, exponent: (pair, d) => 2.0 * (2 * pair % (d / 2)) / d)),
            new("you left the start out: a later piece of text would stand at place 0 again",
                (rows, _, theta) => TurnWith(rows, 0, theta)),
            new("you count places from 1; the first place is 0",
                (rows, start, theta) => TurnWith(rows, start + 1, theta)),
            new("your exponent is half of what it should be: both numbers of a pair share one speed",
                (rows, start, theta) => TurnWith(rows, start, theta, exponent: (pair, d) => (double)pair / d)),
            new("all your pairs turn at one speed",
                (rows, start, theta) => TurnWith(rows, start, theta, exponent: (_, _) => 0)),
            new("your later pairs turn faster; they have to turn slower",
                (rows, start, theta) => TurnWith(rows, start, theta, exponent: (pair, d) => -2.0 * pair / d)),
            new("you turn back: the angle has the wrong sign",
                (rows, start, theta) => TurnWith(rows, start, theta, turn: TurnedBack)),
            new("you have two plus signs; a rotation has one minus",
                (rows, start, theta) =>
                    TurnWith(rows, start, theta, turn: (a, b, c, s) => (a * c + b * s, a * s + b * c))),
            new("you read a number that you had already changed; keep the old pair until both are done",
                (rows, start, theta) =>
                    TurnWith(rows, start, theta, turn: (a, b, c, s) => (a * c - b * s, (a * c - b * s) * s + b * c))),
            new("you added cosine and sine; the pair has to be turned",
                (rows, start, theta) => TurnWith(rows, start, theta, turn: (a, b, c, s) => (a + c, b + s))),
            new("you turned by degrees; the angle is in radians",
                (rows, start, theta) => TurnWith(rows, start, theta, scale: Math.PI / 180)),
        ],
        alsoRight:
        [
            (rows, start, theta) => new RotaryEmbedding(rows.Shape[^1], theta).Apply(rows, start),
            TurnInSingle,
        ],
        shape: "(T, d)");

    /// <summary>Lesson 03, going further: the sinusoidal table.</summary>
    public static Exercise<WavesFunction, Tensor> Waves =>
        field ??= new("waves", (length, width, theta) => WavesWith(length, width, theta),
        [
            WavesCase("two places, one wave", 2, 2, 10000),
            WavesCase("two places, two waves, θ = 100", 2, 4, 100),
            WavesCase("five places, three waves, θ = 50", 5, 6, 50, shown: false),
        ],
        [
            new("you put all sines first; sine and cosine of one speed are neighbours",
                (length, width, theta) => WavesWith(length, width, theta).T.Rows(Halves(width)).T),
            new("your exponent is half of what it should be: a sine and its cosine share a speed",
                (length, width, theta) => WavesWith(length, width, theta, exponent: (pair, d) => (double)pair / d)),
            new("you divided whole numbers, which drops the fraction: all columns have one speed",
                (length, width, theta) => WavesWith(length, width, theta, exponent: (_, _) => 0)),
            new("you took the column for i; a sine and its cosine have the same i, half of an even column",
                (length, width, theta) => WavesByColumn(length, width, theta, twice: true)),
            new("your cosines have a speed of their own; a sine and its cosine share one",
                (length, width, theta) => WavesByColumn(length, width, theta, twice: false)),
            new("you count places from 1; the first place is 0",
                (length, width, theta) => WavesWith(length + 1, width, theta).Slice(1..)),
            new("you put the cosine first; the sine stands in the even columns",
                (length, width, theta) => WavesWith(length, width, theta).T.Rows(Exchanged(width)).T),
            new("your later waves are faster; they have to be slower",
                (length, width, theta) => WavesWith(length, width, theta, exponent: (pair, d) => -2.0 * pair / d)),
        ],
        alsoRight: [(length, width, theta) => PositionalEncoding.Sinusoidal(length, width, theta)],
        shape: "(T, C)");

    /// <summary>Lesson 03: the bias of ALiBi for one head, with the future hidden.</summary>
    public static Exercise<DistanceBiasFunction, Tensor> Fade => field ??= new("distance bias",
        (length, slope) => FadeWith(length, (q, k) => -slope * (q - k)),
        [FadeCase(3, 0.5), FadeCase(1, 0.25), FadeCase(5, 0.125, shown: false)],
        [
            new("you reward distance; the bias is subtracted",
                (length, slope) => FadeWith(length, (q, k) => slope * (q - k))),
            new("you left the slope out", (length, _) => FadeWith(length, (q, k) => k - q)),
            new("you do not hide the future", (length, slope) =>
                FadeWith(length, (q, k) => -slope * Math.Abs(q - k), hidden: (_, _) => false)),
            new("you put 0 where the future is; that shows it, and minus infinity hides it",
                (length, slope) => FadeWith(length, (q, k) => k > q ? 0 : -slope * (q - k), hidden: (_, _) => false)),
            new("you took off one slope for each other word; farther ones cost more",
                (length, slope) => FadeWith(length, (q, k) => q == k ? 0 : -slope)),
            new("you hide the past and show the future; rows are queries and columns are keys", (length, slope) =>
                FadeWith(length, (q, k) => -slope * (k - q), hidden: (q, k) => k < q)),
            new("your bias falls with the distance from the first word, not from the query",
                (length, slope) => FadeWith(length, (_, k) => -slope * k)),
            new("you divided by the slope; each word of distance costs one slope",
                (length, slope) => FadeWith(length, (q, k) => -(q - k) / slope)),
            new("you hide a word from itself; its distance is 0", (length, slope) =>
                FadeWith(length, (q, k) => -slope * (q - k), hidden: (q, k) => k >= q)),
        ],
        alsoRight: [(length, slope) => Masks.Causal(length) + Distances(length) * (float)-slope],
        shape: "(T, T)");

    /// <summary>
    /// Lesson 03, by hand: after how many places the slowest of four hands has gone round, θ = 10,000.
    /// </summary>
    public static NumberExercise SlowestRound =>
        field ??= new("slowest round", Math.Round(2 * Math.PI * 1000), decimals: 0,
        ("you gave the speed's inverse; once round is 2π", 1000),
        ("you took the whole of θ; the last of four pairs has the exponent 6/8", Math.Round(2 * Math.PI * 10000)),
        ("you gave the fastest hand", 6),
        ("you gave the third of four; the last has the exponent 6/8", 628),
        ("you went half round; once round is 2π", Math.Round(Math.PI * 1000)));

    private static Tensor TurnWith(
        Tensor rows, int start, double theta, bool halves = false, Func<int, int, double>? exponent = null,
        Func<double, double, double, double, (double A, double B)>? turn = null, double scale = 1)
    {
        int width = rows.Shape[1];
        Tensor turned = Tensor.Zeros(rows.Shape[0], width);
        for (int t = 0; t < rows.Shape[0]; t++)
            for (int pair = 0; pair < width / 2; pair++)
            {
                int first = halves ? pair : 2 * pair, second = halves ? pair + width / 2 : first + 1;
                double power = exponent is null ? 2.0 * pair / width : exponent(pair, width);
                var (sin, cos) = Math.SinCos((start + t) * scale / Math.Pow(theta, power));
                var (a, b) = (turn ?? Turned)(rows[t, first], rows[t, second], cos, sin);
                turned[t, first] = (float)a;
                turned[t, second] = (float)b;
            }
        return turned;
    }

    private static (double A, double B) Turned(double a, double b, double cos, double sin) =>
        (a * cos - b * sin, a * sin + b * cos);

    private static (double A, double B) TurnedBack(double a, double b, double cos, double sin) =>
        (a * cos + b * sin, b * cos - a * sin);

    private static Tensor TurnInSingle(Tensor rows, int start, double theta)
    {
        var turned = new float[rows.Length];
        int width = rows.Shape[1];
        for (int i = 0; i < rows.Length; i += 2)
        {
            float speed = MathF.Pow((float)theta, -(float)(i % width) / width);
            var (sin, cos) = MathF.SinCos((start + i / width) * speed);
            turned[i] = rows.Values[i] * cos - rows.Values[i + 1] * sin;
            turned[i + 1] = rows.Values[i] * sin + rows.Values[i + 1] * cos;
        }
        return new(turned, rows.Shape);
    }

    private static Tensor WavesWith(int length, int width, double theta, Func<int, int, double>? exponent = null)
    {
        Tensor table = Tensor.Zeros(length, width);
        for (int t = 0; t < length; t++)
            for (int c = 0; c < width; c++)
            {
                double power = exponent is null ? 2.0 * (c / 2) / width : exponent(c / 2, width);
                double angle = t / Math.Pow(theta, power);
                table[t, c] = (float)(c % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        return table;
    }

    private static Tensor WavesByColumn(int length, int width, double theta, bool twice)
    {
        Tensor table = Tensor.Zeros(length, width);
        for (int t = 0; t < length; t++)
            for (int c = 0; c < width; c++)
            {
                double angle = t / Math.Pow(theta, (twice ? 2.0 : 1) * c / width);
                table[t, c] = (float)(c % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        return table;
    }

    private static int[] Halves(int width) => [.. Enumerable.Range(0, width).OrderBy(c => c % 2)];

    private static int[] Exchanged(int width) => [.. Enumerable.Range(0, width).Select(c => c ^ 1)];

    private static Tensor FadeWith(int length, Func<int, int, double> bias, Func<int, int, bool>? hidden = null)
    {
        Tensor table = Tensor.Zeros(length, length);
        for (int q = 0; q < length; q++)
            for (int k = 0; k < length; k++)
                table[q, k] = (hidden ?? ((query, key) => key > query))(q, k)
                    ? float.NegativeInfinity : (float)bias(q, k);
        return table;
    }

    private static Tensor Distances(int length) =>
        (Tensor.Arange(length).Reshape(length, 1) - Tensor.Arange(length)).Abs();

    private static Case<RotaryFunction, Tensor> TurnCase(
        string given, Func<Tensor> rows, int start, double theta, bool shown = true) =>
        new(given, (turn, inputs) =>
            turn(inputs.Give("rows", rows()), inputs.Give("start", start), inputs.Give("theta", theta)), shown);

    private static Case<WavesFunction, Tensor> WavesCase(
        string given, int length, int width, double theta, bool shown = true) =>
        new(given, (waves, inputs) =>
            waves(inputs.Give("length", length), inputs.Give("width", width), inputs.Give("theta", theta)), shown);

    private static Case<DistanceBiasFunction, Tensor> FadeCase(int length, double slope, bool shown = true) =>
        new(FormattableString.Invariant($"{(length == 1 ? "one word" : $"{length} words")}, slope {slope}"),
            (fade, inputs) => fade(inputs.Give("length", length), inputs.Give("slope", slope)), shown);
}
