namespace NotebookLib;

/// <summary>
/// The robot sentence in sixteen numbers a word, and two heads of width 8 for it, set by hand: who stands before me,
/// and who slips or stumbles as I was told.
/// </summary>
/// <remarks>
/// The first four numbers are the traits of <see cref="Sentence.Robot"/>. Two hold what <c>it</c> was told by the
/// adjective in a first layer, two the place of the word as a point on a clock, one hour a word. Eight are zero: room
/// for what a layer finds. The heads' scores are large, so that the best key takes nearly all.
/// </remarks>
public static class RobotHeads
{
    private const int Width = 8;
    private const float Hour = MathF.PI / 6;

    /// <summary>What each of the sixteen numbers stands for.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "slips", "stumbles", "thing", "reason", "told: slips", "told: stumbles", "hour: x", "hour: y",
        "before: thing", "before: reason", "who: slips", "who: stumbles", "free", "free", "free", "free",
    ];

    /// <summary>Who stands before me? The query's hour hand, turned back by one hour, meets everyone's hand.</summary>
    public static HandSetHead Before { get; } = MakeBefore();

    /// <summary>Who slips or stumbles, as I was told?</summary>
    public static HandSetHead Who { get; } = new(
        Map(("told: slips", 0, 2 * MathF.Sqrt(Width)), ("told: stumbles", 1, 2 * MathF.Sqrt(Width))),
        Map(("slips", 0, 1), ("stumbles", 1, 1)),
        Map(("slips", 0, 1), ("stumbles", 1, 1)));

    /// <summary>
    /// W_O, (16, 16): writes what <see cref="Before"/> finds into the columns before: …, and what <see cref="Who"/>
    /// finds into who: ….
    /// </summary>
    public static Tensor Output { get; } = MakeOutput();

    /// <summary>Both heads as one layer, without bias.</summary>
    public static MultiHeadAttention Layer { get; } = new(
        new Linear(Tensor.Concat(1, Before.Query, Who.Query)), new Linear(Tensor.Concat(1, Before.Key, Who.Key)),
        new Linear(Tensor.Concat(1, Before.Value, Who.Value)), new Linear(Output), headCount: 2);

    /// <summary>The nine words in sixteen numbers.</summary>
    /// <param name="adjective">The last word: slippery or clumsy.</param>
    /// <returns>(T, C) = (9, 16), columns as <see cref="Columns"/>.</returns>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static Tensor Rows(string adjective)
    {
        Sentence sentence = Sentence.Robot(adjective);
        int length = sentence.Words.Count;
        Tensor told = Tensor.Zeros(length, 2);
        told[sentence.Position("it"), 0] = sentence[adjective][0];
        told[sentence.Position("it"), 1] = sentence[adjective][1];
        Tensor angle = Tensor.Arange(length) * Hour;
        Tensor clock = Tensor.Stack(1, angle.Cos(), angle.Sin());
        return Tensor.Concat(1, sentence.Vectors, told, clock, Tensor.Zeros(length, 8));
    }

    private static HandSetHead MakeBefore()
    {
        float sharp = 60 * MathF.Sqrt(Width);
        float cos = sharp * MathF.Cos(Hour);
        float sin = sharp * MathF.Sin(Hour);
        return new(
            Map(("hour: x", 0, cos), ("hour: y", 0, sin), ("hour: x", 1, -sin), ("hour: y", 1, cos)),
            Map(("hour: x", 0, 1), ("hour: y", 1, 1)),
            Map(("thing", 0, 1), ("reason", 1, 1)));
    }

    private static Tensor MakeOutput()
    {
        Tensor output = Tensor.Zeros(2 * Width, 2 * Width);
        output[0, Column("before: thing")] = 1;
        output[1, Column("before: reason")] = 1;
        output[Width, Column("who: slips")] = 1;
        output[Width + 1, Column("who: stumbles")] = 1;
        return output;
    }

    /// <summary>A map (16, 8), zero but for a few entries, from a named number to a column of the head.</summary>
    private static Tensor Map(params (string From, int To, float Value)[] entries)
    {
        Tensor map = Tensor.Zeros(2 * Width, Width);
        foreach (var (from, to, value) in entries)
            map[Column(from), to] = value;
        return map;
    }

    private static int Column(string name) => Columns.ToList().IndexOf(name);
}
