namespace NotebookLib;

/// <summary>How often each head looked at the source of one kind of dependency.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many dependencies of that kind there were.</param>
/// <param name="Hits">(L, H): the share in which the head's largest weight lay on the source.</param>
/// <param name="Offset">How many words before the word its source stood most often.</param>
/// <param name="Baseline">The share in which it stood exactly there: what a head scores that counts words and
/// understands none. No other fixed distance scores more.</param>
/// <param name="RivalCount">In how many there was a rival.</param>
/// <param name="AboveRival">(L, H): the share of these in which the source got more weight than the rival; NaN if there
/// were none.</param>
public sealed record KindScores(DependencyKind Kind, int Count, Tensor Hits, int Offset, double Baseline,
    int RivalCount, Tensor AboveRival)
{
    /// <summary>The head with the most hits; the first, if several have.</summary>
    public Part Best =>
        Part.Head(Hits.Reshape(-1).ArgMax()[0] / Hits.Shape[1], Hits.Reshape(-1).ArgMax()[0] % Hits.Shape[1]);

    /// <summary>The share that a head hits.</summary>
    /// <exception cref="ArgumentException">The part is no head of the model.</exception>
    public double this[Part head] =>
        head.Kind == PartKind.Head && head.Layer < Hits.Shape[0] && head.HeadIndex < Hits.Shape[1]
            ? Hits[head.Layer, head.HeadIndex]
            : throw new ArgumentException($"head: expected one of {Hits.Shape[0]} layers with {Hits.Shape[1]} heads; "
                + $"got {head}.", nameof(head));
}
