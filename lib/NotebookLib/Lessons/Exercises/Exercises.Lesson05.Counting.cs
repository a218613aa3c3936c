namespace NotebookLib;

/// <summary>Lesson 05: ways to count company and to compare directions, right and wrong.</summary>
public static partial class Exercises
{
    /// <summary>What is known of a pair of words.</summary>
    /// <param name="Pair">How often they meet.</param>
    /// <param name="Row">The sum of the first word's row.</param>
    /// <param name="Column">The sum of the second word's column.</param>
    /// <param name="ColumnOfRow">The sum of the first word's column.</param>
    /// <param name="RowOfColumn">The sum of the second word's row.</param>
    /// <param name="Total">The sum of all counts.</param>
    private readonly record struct Company(
        double Pair, double Row, double Column, double ColumnOfRow, double RowOfColumn, double Total)
    {
        /// <summary>How many times as often as by chance they meet.</summary>
        public double Chance => Pair * Total / (Row * Column);
    }

    /// <summary>The PMI, or what is taken for it.</summary>
    /// <param name="counts">(V, V).</param>
    /// <param name="of">From a pair's counts to its value.</param>
    /// <param name="never">The value of words that never meet; NaN for what the formula gives.</param>
    private static float[,] PmiWith(float[,] counts, Func<Company, double>? of = null, double never = 0)
    {
        int size = counts.GetLength(0);
        int[] words = [.. Enumerable.Range(0, size)];
        double[] rows = Array.ConvertAll(words, a => words.Sum(b => (double)counts[a, b]));
        double[] columns = Array.ConvertAll(words, b => words.Sum(a => (double)counts[a, b]));
        var values = new float[size, size];
        foreach (int a in words)
            foreach (int b in words)
            {
                Company pair = new(counts[a, b], rows[a], columns[b], columns[a], rows[b], rows.Sum());
                double value = of is null ? Math.Log(pair.Chance) : of(pair);
                values[a, b] = (float)(pair.Pair == 0 && !double.IsNaN(never) ? never : value);
            }
        return values;
    }

    private static float[,] PmiSmoothed(float[,] counts)
    {
        var more = (float[,])counts.Clone();
        for (int a = 0; a < more.GetLength(0); a++)
            for (int b = 0; b < more.GetLength(1); b++) more[a, b] += 0.01f;
        return PmiWith(more);
    }

    private static float[,] PmiOfLibrary(float[,] counts)
    {
        Tensor pmi = CoOccurrence.PointwiseMutualInformation(new Tensor(counts), positive: false);
        var values = new float[counts.GetLength(0), counts.GetLength(1)];
        for (int a = 0; a < values.GetLength(0); a++)
            for (int b = 0; b < values.GetLength(1); b++) values[a, b] = counts[a, b] == 0 ? 0 : pmi[a, b];
        return values;
    }

    /// <summary>The row of a table that is nearest to a sum of three.</summary>
    /// <param name="table">(V, C).</param>
    /// <param name="a">The first word.</param>
    /// <param name="b">What it leads to.</param>
    /// <param name="c">The third word.</param>
    /// <param name="without">What may not be the answer; the three if null.</param>
    /// <param name="added">What becomes of a row before it is added; its direction if null.</param>
    /// <param name="compared">What becomes of a row before it is compared; its direction if null.</param>
    /// <param name="like">How alike a row and the sum are; their dot product if null.</param>
    /// <param name="signs">With which signs the three are added; −, + and + if null.</param>
    private static int AnalogyWith(
        Tensor table, int a, int b, int c, int[]? without = null, Func<double[], double[]>? added = null,
        Func<double[], double[]>? compared = null, Func<double[], double[], double>? like = null,
        (int A, int B, int C)? signs = null)
    {
        double[][] rows = [.. Enumerable.Range(0, table.Shape[0])
            .Select(i => Array.ConvertAll(table.Row(i).ToArray(), v => (double)v))];
        double[] first = (added ?? Direction)(rows[a]), second = (added ?? Direction)(rows[b]);
        double[] third = (added ?? Direction)(rows[c]);
        var (ofA, ofB, ofC) = signs ?? (-1, 1, 1);
        double[] target = [.. Enumerable.Range(0, first.Length)
            .Select(i => ofA * first[i] + ofB * second[i] + ofC * third[i])];
        int[] left = without ?? [a, b, c];
        return Enumerable.Range(0, rows.Length).Where(i => !left.Contains(i))
            .MaxBy(i => (like ?? Dot)((compared ?? Direction)(rows[i]), target));
    }

    private static double[] AsIs(double[] row) => row;

    /// <summary>The row, brought to length 1; a row of zeros stays.</summary>
    private static double[] Direction(double[] row)
    {
        double length = Math.Sqrt(Dot(row, row));
        return length == 0 ? row : Array.ConvertAll(row, v => v / length);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

    private static double Nearness(double[] row, double[] target) =>
        -row.Zip(target).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second));

    /// <summary>As <see cref="Direction"/>, but a row of zeros becomes NaN.</summary>
    private static double[] Divided(double[] row)
    {
        double length = Math.Sqrt(Dot(row, row));
        return Array.ConvertAll(row, v => v / length);
    }

    /// <summary>The dot product, where NaN is the largest.</summary>
    private static double LikeOrNone(double[] row, double[] target)
    {
        double like = Dot(row, target);
        return double.IsNaN(like) ? double.PositiveInfinity : like;
    }

    /// <summary>The place of a row once three others are taken out.</summary>
    private static int Without(int row, params int[] others) => row - others.Count(other => other < row);

    private static int AnalogyOfLibrary(Tensor table, int a, int b, int c)
    {
        string[] names = [.. Enumerable.Range(0, table.Shape[0]).Select(i => $"{i}")];
        var words = new WordVectors(table, names);
        return Array.IndexOf(names, words.Analogy(names[a], names[b], names[c], 1)[0].Word);
    }

    private static int AnalogyByTensors(Tensor table, int a, int b, int c)
    {
        Tensor lengths = table.Square().Sum(-1, keepDim: true).Sqrt();
        Tensor rows = table / (lengths + 1e-20f);
        Tensor likeness = (rows * (rows.Row(b) - rows.Row(a) + rows.Row(c))).Sum(-1);
        foreach (int input in new[] { a, b, c }) likeness[input] = float.NegativeInfinity;
        return likeness.ArgMax()[0];
    }

    private static Case<PmiFunction, float[,]> PmiCase(string given, float[,] counts, bool shown = true) =>
        new(given, (pmi, inputs) => pmi(inputs.Give("counts", counts)), shown);

    private static Case<AnalogyFunction, int> AnalogyCase(
        string given, float[,] table, (int A, int B, int C) asked, bool shown = true) =>
        new(given, (analogy, inputs) => analogy(inputs.Give("table", new Tensor(table)), inputs.Give("a", asked.A),
            inputs.Give("b", asked.B), inputs.Give("c", asked.C)), shown);
}
