namespace NotebookLib;

/// <summary>The mean of numbers, of which there is at least one.</summary>
public delegate double MeanFunction(double[] numbers);

public static partial class Exercises
{
    /// <summary>Lesson 00: the mean, to try out what an exercise is.</summary>
    public static Exercise<MeanFunction, double> Mean =>
        field ??= new("mean", numbers => numbers.Sum() / numbers.Length,
        [
            MeanCase("two numbers", [1, 2]),
            MeanCase("one number", [7]),
            MeanCase("a negative one among three", [-4, 1, 9]),
            MeanCase("two numbers with a fraction", [0.5, 2.5], shown: false),
            MeanCase("five numbers, a large one among them", [3, -1, 4, 40, 5], shown: false),
        ],
        [
            new("you divided whole numbers, and they divide to whole numbers: 3 / 2 is 1",
                numbers => (int)numbers.Sum() / numbers.Length),
            new("you dropped what stands behind the point of each number; the sum is a double, too",
                numbers => numbers.Sum(Math.Truncate) / numbers.Length),
            new("you divided by one less; divide by how many there are",
                numbers => numbers.Sum() / (numbers.Length - 1)),
            new("you divided by one more; divide by how many there are",
                numbers => numbers.Sum() / (numbers.Length + 1)),
            new("you did not divide; the mean is the sum divided by how many there are", numbers => numbers.Sum()),
            new("you divided by 2; there need not be two numbers", numbers => numbers.Sum() / 2),
            new("you left the first one out; arrays count from 0", numbers => numbers.Skip(1).Sum() / numbers.Length),
            new("you left the last one out", numbers => numbers.SkipLast(1).Sum() / numbers.Length),
            new("you came back in the first round of the loop; go through all first",
                numbers => numbers[0] / numbers.Length),
            new("you kept the last number alone; each one is added to the sum",
                numbers => numbers[^1] / numbers.Length),
            new("you divided the whole sum in each round; divide once, behind the loop",
                numbers => numbers.Aggregate(0.0, (sum, number) => (sum + number) / numbers.Length)),
            new("you took the middle of the smallest and the largest; all of them count",
                numbers => (numbers.Min() + numbers.Max()) / 2),
            new("you took the number in the middle; that is the median", numbers => numbers.Order().ToArray() switch
            {
                { Length: var n } sorted => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
            }),
            new("you dropped the signs; a negative number makes the sum smaller",
                numbers => numbers.Sum(Math.Abs) / numbers.Length),
        ],
        alsoRight: [Enumerable.Average, MeanByParts, MeanSoFar]);

    private static double MeanByParts(double[] numbers)
    {
        double mean = 0;
        foreach (double number in numbers) mean += number / numbers.Length;
        return mean;
    }

    private static double MeanSoFar(double[] numbers)
    {
        double mean = 0;
        for (int i = 0; i < numbers.Length; i++) mean += (numbers[i] - mean) / (i + 1);
        return mean;
    }

    private static Case<MeanFunction, double> MeanCase(string given, double[] numbers, bool shown = true) =>
        new(given, (mean, inputs) => mean(inputs.Give("numbers", numbers)), shown);
}
