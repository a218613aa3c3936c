namespace NotebookLib;

/// <summary>
/// A change to a forward pass, to see what a part is for: <c>gpt.Forward(tokens, Edit.Zero(Part.Head(0, 3)))</c>.
/// </summary>
/// <remarks>
/// What a part gives is what it adds to the stream: for a block that normalizes before each part its output, with
/// <see cref="NormPlacement.Inside"/> the normalized output. A head gives its mixed values, (T, d), before
/// <see cref="MultiHeadAttention.Output"/> mixes the heads; that map's bias belongs to no head. Several edits of one
/// part are made in the order in which they come.
/// </remarks>
public sealed class Edit
{
    private readonly string said;

    private Edit(Part part, EditPoint point, string said, Func<Tensor, Tensor>? change = null) =>
        (Part, Point, this.said, Change) = (part, point, said, change);

    /// <summary>The part that is changed, or after or around which.</summary>
    public Part Part { get; }

    internal EditPoint Point { get; }

    /// <summary>From what was computed to what takes its place; null where nothing is computed.</summary>
    internal Func<Tensor, Tensor>? Change { get; }

    /// <summary>The part gives zeros: zero ablation.</summary>
    /// <param name="part">What is silenced.</param>
    /// <param name="places">The tokens for which it is; none means all. ^1 is the last.</param>
    public static Edit Zero(Part part, params Index[] places) =>
        new(part, EditPoint.Output, $"zero {part}{At(places)}",
            output => Patched(output, Tensor.Zeros([.. output.Shape]), places));

    /// <summary>
    /// The part gives the same row for every token, the mean of what it gave for all tokens of other runs: mean
    /// ablation.
    /// </summary>
    /// <param name="part">What is replaced.</param>
    /// <param name="runs">What the mean is taken over.</param>
    /// <exception cref="ArgumentException">There is no run, or one has no such part.</exception>
    public static Edit Mean(Part part, params IEnumerable<ForwardTrace> runs)
    {
        Tensor[] outputs = [.. NotNull(runs).Select(run => run.Output(part))];
        if (outputs.Length == 0)
            throw new ArgumentException("runs: expected at least one to take the mean over; got none.", nameof(runs));
        using IDisposable _ = Tensor.NoGrad();
        Tensor mean = Tensor.Concat(0, outputs).Mean(0);
        return new(part, EditPoint.Output, $"mean of {part}", output => mean);
    }

    /// <summary>The part gives what it gave in another run: activation patching.</summary>
    /// <param name="part">What is replaced.</param>
    /// <param name="from">The other run.</param>
    /// <param name="places">The tokens for which it is; none means all, and then both runs have as many. ^1 is the last
    /// token of each.</param>
    /// <exception cref="ArgumentException">The other run has no such part or no such token.</exception>
    public static Edit Patch(Part part, ForwardTrace from, params Index[] places)
    {
        Tensor given = NotNull(from).Output(part);
        return new(part, EditPoint.Output, $"patch {part}{At(places)}", output => Patched(output, given, places));
    }

    /// <summary>The stream after a part is what it was in another run.</summary>
    /// <param name="after">The part.</param>
    /// <param name="from">The other run.</param>
    /// <param name="places">The tokens for which it is; none means all, and then both runs have as many. ^1 is the last
    /// token of each.</param>
    /// <exception cref="ArgumentException">The other run has no such part or no such token, or there is no
    /// stream after the part, as for a head.</exception>
    public static Edit PatchState(Part after, ForwardTrace from, params Index[] places)
    {
        Tensor given = NotNull(from).State(after);
        return new(after, EditPoint.State, $"patch the state after {after}{At(places)}",
            state => Patched(state, given, places));
    }

    /// <summary>The part stays, the wire around it is cut: the stream goes on with what the part gives alone.</summary>
    /// <param name="around">The attention or the feed-forward part of a block.</param>
    /// <exception cref="ArgumentException">There is no wire around that part.</exception>
    public static Edit DropResidual(Part around) =>
        around.IsInBlock ? new(around, EditPoint.Residual, $"no residual around {around}")
            : throw new ArgumentException($"around: expected the attention or the feed-forward part of a block; "
                + $"got {around}.", nameof(around));

    /// <summary>The part gives what a function makes of it.</summary>
    /// <param name="part">What is changed.</param>
    /// <param name="change">From what it gives, (T, C), of a head (T, d), of queries (T, H·d), of keys and values
    /// (T, Hkv·d), of the logits (T, V), to a tensor that
    /// broadcasts to that shape.</param>
    public static Edit Output(Part part, Func<Tensor, Tensor> change) =>
        new(part, EditPoint.Output, $"change {part}", NotNull(change));

    /// <summary>The stream after a part is what a function makes of it.</summary>
    /// <param name="after">The part.</param>
    /// <param name="change">From the state, (T, C), to a tensor that broadcasts to that shape.</param>
    /// <exception cref="ArgumentException">There is no stream after the part, as for a head.</exception>
    public static Edit State(Part after, Func<Tensor, Tensor> change) =>
        !after.IsInAttention ? new(after, EditPoint.State, $"change the state after {after}", NotNull(change))
            : throw ForwardTrace.NoStreamAfter(after, nameof(after));

    /// <summary>What it does, in a few words.</summary>
    public override string ToString() => said;

    private static Tensor Patched(Tensor own, Tensor other, Index[] places)
    {
        if (places.Length == 0)
            return other.Shape == own.Shape
                ? other
                : throw new ArgumentException($"from: expected a run whose part has shape {own.Shape}, as here; "
                    + $"got {other.Shape}. Name the places if the runs differ in length.");
        Tensor[] rows = [.. Enumerable.Range(0, own.Shape[0]).Select(own.Row)];
        foreach (Index place in places) rows[Place(place, own)] = other.Row(Place(place, other));
        return Tensor.Stack(0, rows);

        static int Place(Index place, Tensor rows)
        {
            int count = rows.Shape[0], at = place.GetOffset(count);
            return (uint)at < (uint)count
                ? at
                : throw new ArgumentException($"places: expected a token from 0 to {count - 1}; got {place}.");
        }
    }

    private static string At(Index[] places) => places.Length == 0 ? "" : $" at {string.Join(", ", places)}";

    private static T NotNull<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}

/// <summary>What of a part an <see cref="Edit"/> changes.</summary>
internal enum EditPoint
{
    Output,
    State,
    Residual,
}
