namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// Pairs of numbers as hands on dials: a dial for each pair, a hand for each place, as rotary positions turn them.
    /// </summary>
    /// <remarks>
    /// The first number of a pair points to the right, the second up, so that angles grow against the clock. Su et al.
    /// 2021, "RoFormer", figure 1.
    /// </remarks>
    /// <param name="turned">(P, d): one row of d numbers for each of P places, d even.</param>
    /// <param name="title">The title.</param>
    /// <param name="places">What the hands are called; null means 0, 1, 2, …</param>
    /// <param name="layout">Which two numbers are a pair.</param>
    /// <exception cref="ArgumentException">The rows do not consist of pairs, there is nothing to draw, or there is not
    /// one name for each place.</exception>
    public static Figure Dials(Tensor turned, string title = "", IEnumerable<string>? places = null,
        RotaryLayout layout = RotaryLayout.Interleaved)
    {
        ArgumentNullException.ThrowIfNull(turned);
        ArgumentNullException.ThrowIfNull(title);
        if (turned.Rank != 2 || turned.Length == 0 || turned.Shape[1] % 2 != 0)
            throw new ArgumentException($"turned: expected rows of pairs, (P, d) with d even and at least one of "
                + $"each; got {turned.Shape}.", nameof(turned));
        string[] names = Labels(places, turned.Shape[0], nameof(places), "place")
            ?? [.. Enumerable.Range(0, turned.Shape[0]).Select(p => $"{p}")];
        int pairs = turned.Shape[1] / 2;
        Tensor byPair = layout == RotaryLayout.Halves
            ? turned.Reshape(turned.Shape[0], 2, pairs).Permute(2, 0, 1)
            : turned.Reshape(turned.Shape[0], pairs, 2).Permute(1, 0, 2); // (pairs, P, 2)
        return new DialsDrawing(byPair.Detach(), names, title).Figure();
    }
}
