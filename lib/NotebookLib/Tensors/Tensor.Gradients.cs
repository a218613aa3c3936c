using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    private Node? node;
    private bool gradientSeen; // by somebody who may hold on to it, so that its memory must not be used again
    private int version; // how often its values were written to

    /// <summary>
    /// What a result was computed from: turns ∂L/∂result into ∂L/∂input. Unread if it can do so without looking at the
    /// input's values.
    /// </summary>
    internal readonly record struct Source(Tensor Input, Func<Tensor, Tensor> Pullback, bool IsUnread = false)
    {
        public static implicit operator Source((Tensor Input, Func<Tensor, Tensor> Pullback) source) =>
            new(source.Input, source.Pullback);
    }

    /// <summary>
    /// How a recorded result depends on one input; without a pullback where the input wants no gradient and only its
    /// values are read.
    /// </summary>
    private readonly record struct Edge(Tensor Input, Func<Tensor, Tensor>? Pullback, int? Version);

    /// <summary>What a recorded result remembers until the backward pass has used it.</summary>
    private sealed record Node(Edge[] Edges)
    {
        /// <summary>
        /// Stands where a backward pass has been: its edges are gone, and going there again would miss them.
        /// </summary>
        public static readonly Node Freed = new([]);
    }

    /// <summary>True if the gradient of this tensor is wanted; results computed from it are then recorded.</summary>
    /// <exception cref="InvalidOperationException">Set on a result; only tensors that you made can ask for a
    /// gradient.</exception>
    public bool RequiresGrad
    {
        get => field || node is not null;
        set
        {
            if (node is not null)
                throw new InvalidOperationException("RequiresGrad is set on tensors that you made; "
                    + "this one was computed, and is recorded because an input asked for it.");
            field = value;
        }
    }

    /// <summary>True if this tensor was computed from one that asks for its gradient, and remembers it.</summary>
    internal bool IsResult => node is not null;

    /// <summary>
    /// ∂L/∂this, of this shape, summed over all uses and all backward passes since <see cref="ZeroGrad"/>; null before
    /// the first.
    /// </summary>
    public Tensor? Grad
    {
        get
        {
            gradientSeen = true;
            return Gradient;
        }
    }

    /// <summary><see cref="Grad"/>, for those who do not hold on to it.</summary>
    internal Tensor? Gradient { get; private set; }

    /// <summary>Forgets <see cref="Grad"/>, as before each training step.</summary>
    public void ZeroGrad()
    {
        if (Gradient is not null && !gradientSeen) TensorMemory.GiveBack(Gradient.data);
        (Gradient, gradientSeen) = (null, false);
    }

    /// <summary>The same values, cut off from the graph: no gradient flows through.</summary>
    public Tensor Detach() => Shared(Shape);

    /// <summary>Finds ∂L/∂t for every tensor t that asked for it, where L is this tensor, a single number.</summary>
    /// <remarks>
    /// Reverse-mode differentiation. The graph is freed on the way, so a second call on the same result fails.
    /// </remarks>
    /// <exception cref="InvalidOperationException">This tensor holds more than one value, or was not recorded, or a
    /// part of its graph has been used already, or a value that the gradients depend on was changed since: an entry
    /// that was set, a parameter that an optimizer moved.</exception>
    public void Backward() => Backward(Length == 1 ? Ones(Shape)
        : throw new InvalidOperationException($"Backward() starts from a single number, such as a loss; "
            + $"this tensor has shape {Shape}. Pass the gradient to start from."));

    /// <summary>As <see cref="Backward()"/>, starting from a given ∂L/∂this.</summary>
    /// <param name="gradient">∂L/∂this, of this tensor's shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Backward()"/>.</exception>
    public void Backward(Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Shape != Shape)
            throw new ArgumentException($"gradient: expected shape {Shape}; got {gradient.Shape}.", nameof(gradient));
        if (!RequiresGrad)
            throw new InvalidOperationException("Nothing was recorded for this tensor: no input had RequiresGrad set, "
                + "or recording was off.");

        using IDisposable _ = NoGrad();
        List<Tensor> order = ResultsBeforeInputs();
        foreach (Tensor tensor in order) tensor.RequireInputsAsTheyWere();
        var arriving =
            new Dictionary<Tensor, Arrival>(ReferenceEqualityComparer.Instance) { [this] = new(gradient, Own: false) };
        foreach (Tensor tensor in order)
        {
            arriving.Remove(tensor, out Arrival arrived);
            if (tensor.node is not { } recorded)
            {
                tensor.Gather(arrived);
                continue;
            }
            int wanted = recorded.Edges.Count(edge => edge.Pullback is not null);
            foreach (var (input, pullback, _) in recorded.Edges)
            {
                if (pullback is null) continue;
                Tensor share = pullback(arrived.Sum).SumTo(input.Shape);
                bool passedOn = ReferenceEquals(share.data, arrived.Sum.data);
                var arrival = new Arrival(share, Own: passedOn ? arrived.Own && wanted == 1 : !share.shared);
                arriving[input] = arriving.TryGetValue(input, out Arrival before) ? before.Plus(arrival) : arrival;
            }
            tensor.node = Node.Freed;
        }
    }

    /// <summary>
    /// What has come in for a tensor so far; its own if the memory is nobody else's, so that more can be added in
    /// place.
    /// </summary>
    /// <remarks>
    /// A pullback gives what it was given, under the same or another shape, or a new tensor that nobody else holds.
    /// What it was given belongs to the input alone if the result had no other.
    /// </remarks>
    private readonly record struct Arrival(Tensor Sum, bool Own)
    {
        public Arrival Plus(Arrival more)
        {
            if (!Own && !more.Own) return new(Sum + more.Sum, Own: true);
            var (into, from) = Own ? (this, more) : (more, this);
            float[] sum = into.Sum.data, added = from.Sum.data;
            Cores.Share(sum.Length, 16, sum.Length / 8,
                (start, count) => TensorPrimitives.Add(sum.AsSpan(start, count), added.AsSpan(start, count),
                    sum.AsSpan(start, count)));
            return into;
        }
    }

    /// <summary>True if an input asks for a gradient and recording is on.</summary>
    internal static bool IsRecorded(params ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
            if (input.RequiresGrad) return IsRecording;
        return false;
    }

    /// <summary>
    /// Remembers that this tensor was computed from <paramref name="inputs"/>, each with its pullback, if one asks for
    /// a gradient.
    /// </summary>
    /// <remarks>A pullback may return the gradient in the broadcast shape; it is summed down to the input's.</remarks>
    internal Tensor From(params ReadOnlySpan<Source> inputs)
    {
        if (!IsRecording) return this;
        bool wanted = false;
        int kept = 0;
        foreach (Source source in inputs)
        {
            wanted |= source.Input.RequiresGrad;
            if (source.Input.RequiresGrad || !source.IsUnread) kept++;
        }
        if (!wanted) return this;

        var edges = new Edge[kept];
        foreach (Source source in inputs)
            if (source.Input.RequiresGrad || !source.IsUnread)
                edges[^kept--] = new Edge(source.Input, source.Input.RequiresGrad ? source.Pullback : null,
                    source.IsUnread ? null : source.Input.version);
        node = new Node(edges);
        return this;
    }

    /// <summary>
    /// An input whose values the pullback does not read, so that they may change before the backward pass.
    /// </summary>
    internal static Source Unread(Tensor input, Func<Tensor, Tensor> pullback) => new(input, pullback, IsUnread: true);

    /// <summary>Refuses to go back through values that are not those of the forward pass any more.</summary>
    private void RequireInputsAsTheyWere()
    {
        if (node is not { } recorded) return;
        foreach (var (input, _, before) in recorded.Edges)
            if (before is { } then && then != input.version)
                throw new InvalidOperationException(
                    $"A tensor of shape {input.Shape} was changed after a result of shape {Shape} had been computed "
                        + $"from it, so gradients through that result would be wrong. "
                    + "Call Backward before you change it (an optimizer's Step changes parameters), or compute the "
                    + "result again.");
    }

    /// <summary>The tensors that a backward pass from here gives gradients to.</summary>
    internal IEnumerable<Tensor> Leaves() => ResultsBeforeInputs()
        .Where(tensor => tensor.node is null && tensor.RequiresGrad);

    /// <summary>Every recorded tensor this one depends on, itself first, each before its inputs.</summary>
    private List<Tensor> ResultsBeforeInputs()
    {
        var finished = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { this };
        // an explicit stack: long chains would overflow the real one
        var path = new Stack<(Tensor Tensor, int Next)>([(this, 0)]);
        while (path.TryPop(out var top))
        {
            if (top.Tensor.node == Node.Freed)
                throw new InvalidOperationException($"An earlier Backward has freed the graph of this tensor, or of "
                    + $"one it was computed from (shape {top.Tensor.Shape}). "
                    + $"Compute it again, or add up what you need and call Backward once.");
            if (top.Tensor.node is { } recorded && top.Next < recorded.Edges.Length)
            {
                path.Push((top.Tensor, top.Next + 1));
                var (input, pullback, _) = recorded.Edges[top.Next];
                if (pullback is not null && seen.Add(input)) path.Push((input, 0));
            }
            else
            {
                finished.Add(top.Tensor);
            }
        }
        finished.Reverse();
        return finished;
    }

    /// <summary>Sums a broadcast gradient down to the shape it was broadcast from.</summary>
    private Tensor SumTo(Shape shape)
    {
        if (Shape == shape) return this;
        int added = Rank - shape.Count; // leading dimensions that broadcasting added
        Tensor sum = Reshape([Shape.First(added).Size, .. Shape.Sizes[added..]]).Sum(0);
        for (int d = 0; d < shape.Count; d++)
            if (shape[d] == 1 && sum.Shape[d] != 1) sum = sum.Sum(d, keepDim: true);
        return new Tensor(sum.data, shape);
    }

    /// <summary>Adds to the gradient of a leaf. It outlives the pass, and the memory that the pass is lent.</summary>
    private void Gather(Arrival arrived)
    {
        if (Gradient is not null) arrived = new Arrival(Gradient, Own: false).Plus(arrived);
        if (arrived.Own) TensorMemory.Keep(arrived.Sum.data);
        Gradient = arrived.Own ? arrived.Sum : new Tensor(arrived.Sum.ToArray(), Shape);
        gradientSeen = false;
    }
}
