namespace NotebookLib;

/// <summary>
/// Goes along with a forward pass: is shown each step, and may change it. A pass without one computes the same.
/// </summary>
internal sealed class Probe
{
    private readonly IReadOnlyList<Edit> edits;

    /// <summary>A probe that makes edits.</summary>
    /// <exception cref="ArgumentException">An edit names a part that the model has not.</exception>
    public Probe(GptConfig config, IReadOnlyList<Edit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        foreach (Edit edit in edits)
        {
            ArgumentNullException.ThrowIfNull(edit, nameof(edits));
            edit.Part.RequireIn(config, nameof(edits));
        }
        this.edits = edits;
    }

    /// <summary>Is shown what each part gave and the state after it, both as edited.</summary>
    public Action<Part, Tensor, Tensor>? Stepped { get; init; }

    /// <summary>
    /// Is shown what the heads of a layer gave, side by side as (…, T, H·d) and as edited, and their weights,
    /// (…, H, T, T).
    /// </summary>
    public Action<int, Tensor, Tensor>? Attended { get; init; }

    /// <summary>Is shown what a layer asks with, is found by and gives, (…, T, H·d), as edited.</summary>
    public Action<Part, Tensor>? Projected { get; init; }

    /// <summary>Queries, keys or values of a layer.</summary>
    public Tensor Projection(Part part, Tensor rows)
    {
        rows = Output(part, rows);
        Projected?.Invoke(part, rows);
        return rows;
    }

    /// <summary>What a part gives.</summary>
    public Tensor Output(Part part, Tensor output) => Edited(part, EditPoint.Output, output);

    /// <summary>True if the wire around a part is cut.</summary>
    public bool Drops(Part part) => edits.Any(e => e.Part == part && e.Point == EditPoint.Residual);

    /// <summary>The state after a part, which ends its step.</summary>
    public Tensor State(Part part, Tensor output, Tensor state)
    {
        state = Edited(part, EditPoint.State, state);
        Stepped?.Invoke(part, output, state);
        return state;
    }

    /// <summary>A step that leaves nothing of the state before it.</summary>
    public Tensor Step(Part part, Tensor output)
    {
        output = Output(part, output);
        return State(part, output, output);
    }

    /// <summary>What the heads of a layer give, side by side.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="heads">(…, T, H·d).</param>
    /// <param name="headDim">d.</param>
    /// <param name="weights">Finds the weights, where they are wanted.</param>
    public Tensor Heads(int layer, Tensor heads, int headDim, Func<Tensor> weights)
    {
        if (edits.Any(e => e.Part.Kind == PartKind.Head && e.Part.Layer == layer))
        {
            Range[] rows = [.. Enumerable.Repeat(Range.All, heads.Rank - 1)];
            heads = Tensor.Concat(-1, [.. Enumerable.Range(0, heads.Shape[^1] / headDim).Select(head =>
                Output(Part.Head(layer, head), heads.Slice([.. rows, (head * headDim)..((head + 1) * headDim)])))]);
        }
        Attended?.Invoke(layer, heads, Attended is null ? heads : weights());
        return heads;
    }

    private Tensor Edited(Part part, EditPoint point, Tensor value)
    {
        foreach (Edit edit in edits)
        {
            if (edit.Part != part || edit.Point != point) continue;
            Tensor changed =
                edit.Change!(value) ?? throw new ArgumentException($"change: expected a tensor for {part}; got null.");
            if (changed.Shape != value.Shape)
                changed = Stretches(changed.Shape, value.Shape) ? Tensor.Zeros([.. value.Shape]) + changed
                    : throw new ArgumentException($"change: expected a shape that broadcasts to {value.Shape} for "
                        + $"{part}; got {changed.Shape}.");
            value = changed;
        }
        return value;
    }

    private static bool Stretches(Shape shape, Shape to) =>
        shape.Count <= to.Count
            && Enumerable.Range(1, shape.Count).All(back => shape[^back] == 1 || shape[^back] == to[^back]);
}
