namespace NotebookLib;

/// <summary>Rounds a row of weights to whole numbers of so many bits, with one scale.</summary>
public delegate (sbyte[] Codes, float Scale) QuantizeFunction(float[] row, int bits);

/// <summary>Which weights are kept (true) where a share of them is left out, the smallest first.</summary>
public delegate bool[] PruneFunction(float[] weights, double share);

public static partial class Exercises
{
    /// <summary>Lesson 16: rounding to a few levels.</summary>
    public static Exercise<QuantizeFunction, (sbyte[] Codes, float Scale)> Quantize =>
        field ??= new("rounding", RightQuantize,
        [
            QuantizeCase("three weights, 4 bits", [0.6f, -0.25f, 0.1f], 4),
            QuantizeCase("the largest is negative, 3 bits", [0.2f, -1.5f, 0.6f], 3),
            QuantizeCase("zeros, 4 bits", [0, 0], 4),
            QuantizeCase("seven weights, 8 bits", [0.031f, -0.127f, 0.0004f, 0.0953f, -0.0776f, 0, 0.1099f], 8, false),
            QuantizeCase("five weights, 2 bits", [0.9f, -0.2f, 0.7f, -0.8f, 0.1f], 2, false),
        ],
        [
            new("you left room for one code more; the codes are symmetric, and 4 bits end at 7",
                (row, bits) => Rounded(row, 1 << (bits - 1))),
            new("you counted all codes; half of them are negative", (row, bits) => Rounded(row, (1 << bits) - 1)),
            new("in C# you take a power by shifting, 1 << n; ^ is something else",
                (row, bits) => Rounded(row, 2 ^ (bits - 1) - 1)),
            new("in C# you take a power by shifting, 1 << n; ^ is something else, and it comes after the minus",
                (row, bits) => Rounded(row, (2 ^ (bits - 1)) - 1)),
            new("minus comes before <<, so you shifted by one too few; put the shift in brackets",
                (row, bits) => Rounded(row, 1 << (bits - 1) - 1)),
            new("you halved the number of all codes but one; a side has a whole number of them",
                (row, bits) => Rounded(row, ((1 << bits) - 1) / 2f)),
            new("you took the number of bits for the largest code", (row, bits) => Rounded(row, bits)),
            new("your scale follows the largest weight; a negative one can be larger in size",
                (row, bits) => Rounded(row, Levels(bits), row.Max())),
            new("your scale follows the largest weight; a negative one can be larger in size, and is cut here",
                (row, bits) => Clamped(row, bits, row.All(w => w == 0) ? 1 : row.Max() / Levels(bits))),
            new("your scale follows the range from the least to the largest; take the largest size alone",
                (row, bits) => Rounded(row, Levels(bits), row.Max() - row.Min())),
            new("you divided by the largest weight alone; it is worth as many codes as there are on a side",
                (row, bits) => row.Max(MathF.Abs) is var size and not 0 ? (Codes(row, w => w / size), size)
                    : RightQuantize(row, bits)),
            new("your scale is negative where the largest weight is; take its size",
                (row, bits) => Rounded(row, Levels(bits), row.MaxBy(Math.Abs))),
            new("your scale follows the last weight; the largest in size decides",
                (row, bits) => Rounded(row, Levels(bits), Math.Abs(row[^1]))),
            new("your scale follows the range from the least to the largest; here 0 stays 0",
                (row, bits) => Rounded(row, (1 << bits) - 1, row.Max() - row.Min())),
            new("where all weights are 0 your scale is 0, and one divides by it; let it be 1 there", (row, bits) =>
                row.All(w => w == 0) ? (new sbyte[row.Length], 0) : RightQuantize(row, bits)),
            new("you cut the fraction off; round to the nearest code",
                (row, bits) => Rounded(row, Levels(bits), round: Math.Truncate)),
            new("you round down; the nearest code can be the one above",
                (row, bits) => Rounded(row, Levels(bits), round: Math.Floor)),
            new("you round up; the nearest code can be the one below",
                (row, bits) => Rounded(row, Levels(bits), round: Math.Ceiling)),
            new("you gave codes a weight; the scale is how much one code is worth", (row, bits) =>
                RightQuantize(row, bits) is var (codes, scale) ? (codes, 1 / scale) : default),
            new("you gave the largest weight for the scale; divide it by the largest code", (row, bits) =>
                RightQuantize(row, bits) is var (codes, scale) ? (codes, scale * Levels(bits)) : default),
            new("you multiplied by the scale; a weight holds as many codes as it goes into",
                (row, bits) => (Codes(row, w => w * RightQuantize(row, bits).Scale), RightQuantize(row, bits).Scale)),
            new("you rounded the weights as they are; divide them by the scale first",
                (row, bits) => (Codes(row, w => w), RightQuantize(row, bits).Scale)),
            new("you dropped the signs; the codes of negative weights are negative", (row, bits) =>
                RightQuantize(row, bits) is var (codes, scale) ? (Array.ConvertAll(codes, Math.Abs), scale) : default),
        ],
        alsoRight: [QuantizeInDouble, QuantizeClamped],
        shape: "(n,), scale");

    /// <summary>Lesson 16: leaving the smallest weights out.</summary>
    public static Exercise<PruneFunction, bool[]> Prune => field ??= new("pruning", RightPrune,
        [
            PruneCase("four weights, half of them", [0.5f, -0.1f, 0.3f, -0.9f], 0.5),
            PruneCase("five weights, 0.3 of them", [0.2f, -2, 0.4f, 1, -0.3f], 0.3),
            PruneCase("none", [0.1f, -0.2f], 0),
            PruneCase("two of equal size, one to go", [0.7f, 0.4f, -0.4f, 0.9f, 0.8f], 0.2),
            PruneCase("seven weights, all but two", [-3, 0.05f, 0.6f, -0.7f, 2, 0.01f, -0.2f], 0.75, false),
            PruneCase("all of three", [1, -2, 3], 1, false),
        ],
        [
            new("you left out the most negative ones; the size decides, not the sign",
                (w, share) => Without(w, Cut(w, share), order: value => value)),
            new("you left the largest out; the smallest in size go",
                (w, share) => Without(w, Cut(w, share), order: value => -Math.Abs(value))),
            new("you took the share for what is kept; it is what goes",
                (w, share) => Without(w, w.Length - Cut(w, share))),
            new("you marked what goes; true is for what you keep",
                (w, share) => Array.ConvertAll(RightPrune(w, share), kept => !kept)),
            new("you took the share for a weight; it says how many go",
                (w, share) => Array.ConvertAll(w, value => Math.Abs(value) >= share)),
            new("you took the share of the largest weight; it says how many go",
                (w, share) => Array.ConvertAll(w, value => Math.Abs(value) >= share * w.Max(Math.Abs))),
            new("you took the share of the mean; it says how many go",
                (w, share) => Array.ConvertAll(w, value => Math.Abs(value) >= share * w.Average(Math.Abs))),
            new("you left one out too many; what lies at the border stays",
                (w, share) => Without(w, Math.Min(w.Length, Cut(w, share) + 1))),
            new("you rounded up; where the share is no whole number of weights, fewer go",
                (w, share) => Without(w, (int)Math.Ceiling(share * w.Length))),
            new("you left out all that are as small as the last one to go; count how many",
                (w, share) => Cut(w, share) is var n and > 0
                    ? Array.ConvertAll(w, value => Math.Abs(value) > w.Select(Math.Abs).Order().ElementAt(n - 1))
                    : RightPrune(w, share)),
            new("you kept all that are as large as the first one to stay; count how many go",
                (w, share) => Array.ConvertAll(w, value => Cut(w, share) < w.Length
                    && Math.Abs(value) >= w.Select(Math.Abs).Order().ElementAt(Cut(w, share)))),
            new("you rounded to the nearest number of weights; the fraction is dropped",
                (w, share) => Without(w, (int)Math.Round(share * w.Length))),
            new("you counted what stays and dropped its fraction; drop that of what goes, and the first go",
                (w, share) => w.Index().OrderByDescending(v => Math.Abs(v.Item))
                    .Take((int)((1 - share) * w.Length)).Select(v => v.Index).ToHashSet() is var stays
                    ? [.. w.Select((_, at) => stays.Contains(at))]
                    : []),
            new("of weights of one size you left out the last; the first ones go",
                (w, share) => Array.ConvertAll(w, value => value) is var copy
                    ? [.. Without([.. copy.Reverse()], Cut(w, share)).Reverse()]
                    : []),
            new("you marked the first ones of the sorted weights; each weight keeps its place",
                (w, share) => [.. w.Select((_, i) => i >= Cut(w, share))]),
            new("you leave nothing out yet", (w, _) => Array.ConvertAll(w, _ => true)),
        ],
        alsoRight: [PruneBySorting, (w, share) =>
            Array.ConvertAll(Pruning.Magnitude(new Tensor(w, w.Length), share).ToArray(), kept => kept == 1)],
        shape: "(n,)");

    /// <summary>Lesson 16: what a weight takes where most are left out and the others are rounded.</summary>
    public static NumberExercise BitsPerWeight => field ??= new("bits a weight", 1 + 0.3 * (6 + 16 / 9.0), decimals: 2,
        ("you left the scales out; nine codes share one", 1 + 0.3 * 6),
        ("you left out the bit that says whether a weight is there; every weight has it", 0.3 * (6 + 16 / 9.0)),
        ("you counted the weights that are left out; only the others have codes", 1 + 0.7 * (6 + 16 / 9.0)),
        ("you gave each code a scale of its own; nine share one", 1 + 0.3 * (6 + 16)),
        ("you gave all weights a code; only 30 % have one", 1 + 6 + 16 / 9.0),
        ("you gave all weights a scale; only those that are there have one", 1 + 0.3 * 6 + 16 / 9.0),
        ("you gave the first bit only to the weights that are there; the others have it, too",
            0.3 * (1 + 6 + 16 / 9.0)),
        ("you divided whole numbers, and in C# 16 / 9 is 1", 1 + 0.3 * (6 + 1)),
        ("you divided the wrong way: 9 codes share 16 bits", 1 + 0.3 * (6 + 9 / 16.0)),
        ("you counted as if no weight were left out and none marked", 6 + 16 / 9.0));

    private static (sbyte[] Codes, float Scale) RightQuantize(float[] row, int bits) => Rounded(row, Levels(bits));

    private static int Levels(int bits) => (1 << (bits - 1)) - 1;

    /// <summary>Codes at most so large, for weights at most so large.</summary>
    private static (sbyte[] Codes, float Scale) Rounded(
        float[] row, float levels, float? largest = null, Func<double, double>? round = null)
    {
        float size = largest ?? row.Max(MathF.Abs);
        float scale = size == 0 ? 1 : size / levels;
        return (Codes(row, w => w / scale, round), scale);
    }

    private static sbyte[] Codes(float[] row, Func<float, float> code, Func<double, double>? round = null) =>
        Array.ConvertAll(row, w => (sbyte)(round ?? Math.Round)(code(w))); // the cast as a reader writes it

    /// <summary>Codes at most so large, but none beyond those that the bits can write.</summary>
    private static (sbyte[] Codes, float Scale) Clamped(float[] row, int bits, float scale) =>
        (Codes(row, w => Math.Clamp(MathF.Round(w / scale), -Levels(bits), Levels(bits))), scale);

    private static (sbyte[] Codes, float Scale) QuantizeInDouble(float[] row, int bits)
    {
        double scale = row.Max(w => Math.Abs((double)w)) / (Math.Pow(2, bits - 1) - 1);
        if (scale == 0) scale = 1;
        return ([.. row.Select(w => (sbyte)Math.Round(w / scale, MidpointRounding.AwayFromZero))], (float)scale);
    }

    private static (sbyte[] Codes, float Scale) QuantizeClamped(float[] row, int bits)
    {
        int last = Levels(bits);
        float largest = 0;
        foreach (float w in row) largest = Math.Max(largest, Math.Abs(w));
        float scale = largest == 0 ? 1 : largest / last;
        var codes = new sbyte[row.Length];
        for (int i = 0; i < row.Length; i++) codes[i] = (sbyte)Math.Clamp(MathF.Round(row[i] / scale), -last, last);
        return (codes, scale);
    }

    private static bool[] RightPrune(float[] weights, double share) => Without(weights, Cut(weights, share));

    private static int Cut(float[] weights, double share) => (int)(share * weights.Length);

    /// <summary>Keeps all but so many that come first in an order.</summary>
    private static bool[] Without(float[] weights, int count, Func<float, float>? order = null)
    {
        var kept = Array.ConvertAll(weights, _ => true);
        foreach (var (index, _) in weights.Index().OrderBy(w => (order ?? Math.Abs)(w.Item)).Take(count))
            kept[index] = false;
        return kept;
    }

    private static bool[] PruneBySorting(float[] weights, double share)
    {
        int[] order = [.. Enumerable.Range(0, weights.Length)];
        float[] sizes = Array.ConvertAll(weights, Math.Abs);
        for (int i = 1; i < order.Length; i++)
            for (int j = i; j > 0 && sizes[order[j]] < sizes[order[j - 1]]; j--)
                (order[j], order[j - 1]) = (order[j - 1], order[j]);
        bool[] kept = [.. weights.Select(_ => true)];
        for (int i = 0; i < (int)Math.Floor(share * weights.Length); i++) kept[order[i]] = false;
        return kept;
    }

    private static Case<QuantizeFunction, (sbyte[] Codes, float Scale)> QuantizeCase(
        string given, float[] row, int bits, bool shown = true) =>
        new(given, (quantize, inputs) => quantize(inputs.Give("row", row), inputs.Give("bits", bits)), shown);

    private static Case<PruneFunction, bool[]> PruneCase(
        string given, float[] weights, double share, bool shown = true) =>
        new(given, (prune, inputs) => prune(inputs.Give("weights", weights), inputs.Give("share", share)), shown);
}
