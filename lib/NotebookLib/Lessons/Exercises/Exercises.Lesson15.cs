namespace NotebookLib;

/// <summary>
/// The speed of each pair of a head <paramref name="width"/> wide, (d/2,), in radians a place, stretched by a factor.
/// </summary>
public delegate double[] StretchedFunction(int width, double theta, double factor);

public static partial class Exercises
{
    /// <summary>Lesson 15: the speeds of NTK-aware scaling.</summary>
    public static Exercise<StretchedFunction, double[]> Stretched => field ??= new("stretched speeds", RightStretched,
        [
            StretchedCase("two pairs: one stays, the other is four times as slow", 4, 100, 4),
            StretchedCase("three pairs: the one between is twice as slow", 6, 1000, 4),
            StretchedCase("a factor of 1: nothing changes", 4, 10000, 1),
            StretchedCase("five pairs, θ = 50", 10, 50, 3, shown: false),
            StretchedCase("eight pairs, θ = 10,000", 16, 10000, 2.5, shown: false),
        ],
        [
            new("you slowed all pairs alike: that is interpolation; the fastest pair stays",
                (width, theta, factor) => SlowedBy(width, theta, _ => factor)),
            new("you multiplied the base by the factor; then the slowest pair is not yet slow enough",
                (width, theta, factor) => Speeds(width, theta * factor)),
            new("you made the pairs faster; they have to turn slower, and a larger base does that",
                (width, theta, factor) => RightStretched(width, theta, 1 / factor)),
            new("you took d − 1; the slowest pair has the exponent (d − 2) / d",
                (width, theta, factor) => Speeds(width, theta * Math.Pow(factor, width / (width - 1.0)))),
            new("you turned the exponent of the factor round",
                (width, theta, factor) => Speeds(width, theta * Math.Pow(factor, (width - 2.0) / width))),
            new("you divided whole numbers, which drops the fraction",
                (width, theta, factor) => Speeds(width, theta * Math.Pow(factor, width / (width - 2)))),
            new("you divided whole numbers in the exponent of a speed, which drops the fraction there",
                (width, theta, factor) => [.. Enumerable.Range(0, width / 2).Select(i =>
                    Math.Pow(theta * Math.Pow(factor, width / (width - 2.0)), -2 * i / width))]),
            new("you gave the slowest first; the fastest comes first",
                (width, theta, factor) => [.. RightStretched(width, theta, factor).Reverse()]),
            new("you slowed the fastest pair and left the slowest; it is the other way round",
                (width, theta, factor) => SlowedBy(width, theta,
                    done => Math.Pow(factor, 1 - done))),
            new("you slowed only the slowest pair; those between are slowed, too",
                (width, theta, factor) => SlowedBy(width, theta, done => done == 1 ? factor : 1)),
            new("you left the fastest pair and slowed all others alike",
                (width, theta, factor) => SlowedBy(width, theta, done => done > 0 ? factor : 1)),
            new("you let the slowing grow by equal amounts; a larger base makes it grow by equal ratios",
                (width, theta, factor) => SlowedBy(width, theta, done => 1 + (factor - 1) * done)),
            new("you let the speeds go over in a straight line; a larger base slows by equal ratios",
                (width, theta, factor) => SlowedBy(width, theta, done => 1 / (1 - done + done / factor))),
            new("you left the factor out: those are the speeds as they were trained",
                (width, theta, _) => Speeds(width, theta)),
            new("your exponent is half of what it should be: pair i turns by θ to the power of −2i/d",
                (width, theta, factor) => Speeds(width, Math.Sqrt(theta * Math.Pow(factor, width / (width - 2.0))))),
            new("you gave a speed for each number; two numbers form a pair and share one",
                (width, theta, factor) => [.. RightStretched(width, theta, factor).SelectMany(s => new[] { s, s })]),
            new("you gave how many places a radian takes; the speed is its inverse",
                (width, theta, factor) => Array.ConvertAll(RightStretched(width, theta, factor), speed => 1 / speed)),
            new("you gave how many times slower each pair turns; its speed is asked for",
                (width, theta, factor) => [.. Speeds(width, theta).Zip(RightStretched(width, theta, factor),
                    (before, after) => before / after)]),
            new("you took θ = 10,000; take the one that you are given",
                (width, _, factor) => RightStretched(width, 10000, factor)),
            new("you count pairs from 1; the first has the exponent 0",
                (width, theta, factor) => [.. RightStretched(width, theta, factor).Select(speed =>
                    speed * RightStretched(width, theta, factor)[1])]),
        ],
        alsoRight:
        [
            (width, theta, factor) => RotaryScaling.NtkAware(factor).Frequencies(width, theta),
            (width, theta, factor) => SlowedBy(width, theta, done => Math.Pow(factor, done)),
        ],
        shape: "(d/2,)");

    /// <summary>
    /// Lesson 15, by hand: how many of 16 pairs do not go round once within 64 places, θ = 10,000.
    /// </summary>
    public static NumberExercise NeverRound => field ??= new("never round", 11, decimals: 0,
        ("you counted those that do go round", 5),
        ("you divided whole numbers: −i / 16 is 0 in C#, and all pairs turn alike; write 16.0", 0),
        ("you left out the fifth pair; 64 places at a tenth of a radian are more than once round", 12),
        ("you took a radian for a whole turn; once round is 2π", 8),
        ("you took half a turn for a whole one; once round is 2π", 10),
        ("you halved the exponent: both numbers of a pair share one speed", 7),
        ("you counted numbers; two of them form a pair", 22),
        ("you took 32 pairs; the head is 32 wide, so it has 16", 27),
        ("you took degrees; a speed is in radians, and once round is 2π", 16));

    private static double[] RightStretched(int width, double theta, double factor) =>
        Speeds(width, theta * Math.Pow(factor, width / (width - 2.0)));

    private static double[] Speeds(int width, double theta) => PositionalEncoding.Frequencies(width, theta);

    /// <summary>Each pair as many times slower as its place says: 0 is the fastest, 1 the slowest.</summary>
    private static double[] SlowedBy(int width, double theta, Func<double, double> times) =>
        [.. Speeds(width, theta).Select((speed, i) => speed / times(i / (width / 2 - 1.0)))];

    private static Case<StretchedFunction, double[]> StretchedCase(
        string given, int width, double theta, double factor, bool shown = true) =>
        new(given, (stretched, inputs) => stretched(
            inputs.Give("width", width), inputs.Give("theta", theta), inputs.Give("factor", factor)), shown);
}
