namespace NotebookLib;

/// <summary>
/// Schedules: the learning rate at each step, counted from 0. A schedule is a function, so your own is one line:
/// <c>step => 0.001f</c>.
/// </summary>
/// <remarks>
/// Rates from 0 on, numbers of steps from 0 on, of which a schedule that ends has at least 1; what lies outside is an
/// <see cref="ArgumentException"/>.
/// </remarks>
public static class LearningRate
{
    /// <summary>The same at every step.</summary>
    public static Func<int, float> Constant(float rate)
    {
        Rate(rate, nameof(rate));
        return _ => rate;
    }

    /// <summary>
    /// Rises in a straight line to <paramref name="peak"/>, which step <paramref name="warmup"/> − 1 has, and stays
    /// there.
    /// </summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="warmup">How many steps the rise takes.</param>
    public static Func<int, float> WarmUp(float peak, int warmup)
    {
        Rate(peak, nameof(peak));
        Steps(warmup, nameof(warmup));
        return step => peak * Risen(step, warmup);
    }

    /// <summary>
    /// Rises, then falls in a straight line to <paramref name="end"/> at step <paramref name="steps"/>.
    /// </summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="steps">How many steps training takes.</param>
    /// <param name="warmup">How many of them the rise takes.</param>
    /// <param name="end">The last rate.</param>
    public static Func<int, float> Linear(float peak, int steps, int warmup = 0, float end = 0)
    {
        Require(peak, steps, warmup, end);
        return step => step < warmup ? peak * Risen(step, warmup) : peak + (end - peak) * Share(step, warmup, steps);
    }

    /// <summary>
    /// Rises, then falls along half a cosine to <paramref name="end"/> at step <paramref name="steps"/>: slowly, fast,
    /// slowly.
    /// </summary>
    /// <remarks>Loshchilov and Hutter 2017, "SGDR", eq. 5, without restarts.</remarks>
    /// <inheritdoc cref="Linear"/>
    public static Func<int, float> Cosine(float peak, int steps, int warmup = 0, float end = 0)
    {
        Require(peak, steps, warmup, end);
        return step => step < warmup ? peak * Risen(step, warmup) : Between(peak, end, Share(step, warmup, steps));
    }

    /// <summary>
    /// Rises in a straight line, stays, and falls in a straight line to <paramref name="end"/> at step
    /// <paramref name="steps"/>: how long it stays need not be known at the start.
    /// </summary>
    /// <remarks>
    /// Hu et al. 2024, "MiniCPM"; with the straight fall of Hägele et al. 2024, "Scaling Laws and Compute-Optimal
    /// Training Beyond Fixed Training Durations". Where rise and fall together take longer than training, the fall
    /// begins at the peak.
    /// </remarks>
    /// <param name="peak">The highest rate.</param>
    /// <param name="steps">How many steps training takes.</param>
    /// <param name="warmup">How many of them the rise takes.</param>
    /// <param name="decay">How many of them, the last, the fall takes.</param>
    /// <param name="end">The last rate.</param>
    public static Func<int, float> WarmUpStableDecay(float peak, int steps, int warmup, int decay, float end = 0)
    {
        Require(peak, steps, warmup, end);
        Steps(decay, nameof(decay));
        int fall = Math.Max(warmup, steps - decay); // where it begins
        return step => step < warmup ? peak * Risen(step, warmup) : peak + (end - peak) * Share(step, fall, steps);
    }

    /// <summary>
    /// One cycle: rises from <paramref name="peak"/>/25 along half a cosine, then falls along another to almost
    /// nothing.
    /// </summary>
    /// <remarks>
    /// Smith and Topin 2018, "Super-Convergence"; with the numbers of PyTorch's OneCycleLR: 30 % rising, end at
    /// peak/250000 in the last step.
    /// </remarks>
    /// <param name="peak">The highest rate.</param>
    /// <param name="steps">How many steps training takes.</param>
    /// <param name="rising">The share of them that the rise takes, 0 to 1.</param>
    public static Func<int, float> OneCycle(float peak, int steps, float rising = 0.3f)
    {
        Require(peak, steps);
        if (!(rising is >= 0 and <= 1))
            throw new ArgumentException(
                FormattableString.Invariant($"rising: expected a share from 0 to 1; got {rising}."), nameof(rising));
        double top = (double)rising * steps - 1, last = steps - 1;
        return step => step <= top ? Between(peak / 25, peak, top <= 0 ? 1 : step / top)
            : Between(peak, peak / 250_000, last <= top ? 1 : Math.Min(1, (step - top) / (last - top)));
    }

    /// <summary>Rises in a straight line, then falls like 1/√step: the schedule of the first Transformer.</summary>
    /// <remarks>Vaswani et al. 2017, §5.3, eq. 3, whose peak is d_model^−0.5 · warmup^−0.5.</remarks>
    /// <param name="peak">The highest rate.</param>
    /// <param name="warmup">How many steps the rise takes; 0 is as 1.</param>
    public static Func<int, float> InverseSquareRoot(float peak, int warmup)
    {
        Rate(peak, nameof(peak));
        Steps(warmup, nameof(warmup));
        return step => peak * (float)Math.Min((step + 1.0) / Math.Max(1, warmup),
            Math.Sqrt(Math.Max(1, warmup) / (step + 1.0)));
    }

    private static void Require(float peak, int steps, int warmup = 0, float end = 0)
    {
        Rate(peak, nameof(peak));
        Steps(steps, nameof(steps), least: 1);
        Steps(warmup, nameof(warmup));
        Rate(end, nameof(end));
    }

    private static void Rate(float rate, string argument)
    {
        if (!(rate >= 0)) throw new ArgumentException(
            FormattableString.Invariant($"{argument}: expected a rate of 0 or more; got {rate}."), argument);
    }

    private static void Steps(int steps, string argument, int least = 0)
    {
        if (steps < least) throw new ArgumentException($"{argument}: expected {least} steps or more; got {steps}.",
            argument);
    }

    private static float Risen(int step, int warmup) => step >= warmup ? 1 : (step + 1f) / warmup;

    /// <summary>How much of the way from <paramref name="start"/> to <paramref name="end"/> is done, 0 to 1.</summary>
    private static float Share(int step, int start, int end)
    {
        if (step < start) return 0;
        return step >= end ? 1 : (float)(step - start) / (end - start);
    }

    private static float Between(float from, float to, double share) =>
        (float)(to + (from - to) * 0.5 * (1 + Math.Cos(Math.PI * share)));
}
