namespace NotebookLib;

/// <summary>Which rows of the input a row of the output depends on, found by changing one at a time.</summary>
/// <remarks>
/// It needs nothing but the function itself, so it finds what a mask, a window or a reshape does, whatever the code
/// says that it does.
/// </remarks>
public static class Reach
{
    /// <summary>
    /// Changes every number of one input row after another and looks which output rows move, if only by a bit.
    /// </summary>
    /// <param name="forward">From (T, C) to (T, …).</param>
    /// <param name="x">The input around which to look, (T, C).</param>
    /// <returns>(T, T): 1 where a change of input row j moves output row i, 0 where not a bit of it changes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not a matrix, or the output has another number of
    /// rows.</exception>
    public static Tensor Of(Func<Tensor, Tensor> forward, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 2 || x.Length == 0)
            throw new ArgumentException($"x: expected shape (T, C) with at least one number; got {x.Shape}.",
                nameof(x));
        using IDisposable _ = Tensor.NoGrad();
        int length = x.Shape[0];
        Tensor before = forward(x), reach = Tensor.Zeros(length, length);
        if (before.Rank < 1 || before.Shape[0] != length)
            throw new ArgumentException($"forward: expected an output with {length} rows, one for each of the input; "
                + $"got {before.Shape}.", nameof(forward));
        // a different one for each number: a common one would be lost in a normalization
        Tensor change = (Tensor.Arange(x.Shape[1]) + 1) / x.Shape[1];
        for (int j = 0; j < length; j++)
        {
            Tensor after = forward(Tensor.Concat(0, x.Slice(..j), x.Slice(j..(j + 1)) + change, x.Slice((j + 1)..)));
            for (int i = 0; i < length; i++)
                reach[i, j] = after.Row(i).Values.SequenceEqual(before.Row(i).Values) ? 0 : 1;
        }
        return reach;
    }
}
