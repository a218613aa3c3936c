using MathNet.Numerics.Random;

namespace NotebookLib;

/// <summary>Somebody else's random numbers; now and then it asks whether to end (<see cref="Interruption"/>).</summary>
internal sealed class AskingRandom : Random
{
    private const int AskEvery = 1 << 16, Many = 1 << 20;
    private readonly Random random;
    private int drawn;

    private AskingRandom(Random random) => this.random = random;

    /// <summary>Where so many are wanted that it takes a while: the same numbers, in the same order.</summary>
    public static Random For(Random random, long count) =>
        count < Many || random is RandomSource ? random : new AskingRandom(random);

    /// <inheritdoc/>
    public override double NextDouble()
    {
        if (++drawn % AskEvery == 0) Interruption.Check();
        return random.NextDouble();
    }
}
