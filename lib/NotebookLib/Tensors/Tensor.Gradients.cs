using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    private static readonly AsyncLocal<int> recordingOff = new();

    private Node? node;

    /// <summary>How a recorded result depends on one input: turns ∂L/∂result into ∂L/∂input.</summary>
    private readonly record struct Edge(Tensor Input, Func<Tensor, Tensor> Pullback);

    /// <summary>What a recorded result remembers until the backward pass has used it.</summary>
    private sealed record Node(Edge[] Edges)
    {
        /// <summary>Stands where a backward pass has been: its edges are gone, and going there again would miss them.</summary>
        public static readonly Node Freed = new([]);
    }

    /// <summary>True if the gradient of this tensor is wanted; results computed from it are then recorded.</summary>
    /// <exception cref="InvalidOperationException">Set on a result; only tensors that you made can ask for a gradient.</exception>
    public bool RequiresGrad
    {
        get => field || node is not null;
        set
        {
            if (node is not null) throw new InvalidOperationException("RequiresGrad is set on tensors that you made; this one was computed, and is recorded because an input asked for it.");
            field = value;
        }
    }

    /// <summary>True if this tensor was computed from one that asks for its gradient, and remembers it.</summary>
    internal bool IsResult => node is not null;

    /// <summary>∂L/∂this, of this shape, summed over all uses and all backward passes since <see cref="ZeroGrad"/>; null before the first.</summary>
    public Tensor? Grad { get; private set; }

    /// <summary>Forgets <see cref="Grad"/>, as before each training step.</summary>
    public void ZeroGrad() => Grad = null;

    /// <summary>The same values, cut off from the graph: no gradient flows through.</summary>
    public Tensor Detach() => Shared(Shape);

    /// <summary>Nothing is recorded until the returned scope is disposed: <c>using (Tensor.NoGrad()) { … }</c>.</summary>
    public static IDisposable NoGrad() => new NoGradScope();

    private sealed class NoGradScope : IDisposable
    {
        private bool open = true;

        public NoGradScope() => recordingOff.Value++;

        public void Dispose()
        {
            if (open) recordingOff.Value--;
            open = false;
        }
    }

    /// <summary>Finds ∂L/∂t for every tensor t that asked for it, where L is this tensor, a single number.</summary>
    /// <remarks>Reverse-mode differentiation. The graph is freed on the way, so a second call on the same result fails.</remarks>
    /// <exception cref="InvalidOperationException">This tensor holds more than one value, or was not recorded, or a part of its graph has been used already.</exception>
    public void Backward() => Backward(Length == 1 ? Ones(Shape)
        : throw new InvalidOperationException($"Backward() starts from a single number, such as a loss; this tensor has shape {Shape}. Pass the gradient to start from."));

    /// <summary>As <see cref="Backward()"/>, starting from a given ∂L/∂this.</summary>
    /// <param name="gradient">∂L/∂this, of this tensor's shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">This tensor was not recorded, or a part of its graph has been used already.</exception>
    public void Backward(Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Shape != Shape) throw new ArgumentException($"gradient: expected shape {Shape}; got {gradient.Shape}.", nameof(gradient));
        if (!RequiresGrad)
            throw new InvalidOperationException("Nothing was recorded for this tensor: no input had RequiresGrad set, or recording was off.");

        using IDisposable _ = NoGrad();
        var arriving = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [this] = gradient };
        foreach (Tensor tensor in ResultsBeforeInputs())
        {
            arriving.Remove(tensor, out Tensor? arrived);
            if (tensor.node is not { } recorded)
            {
                tensor.Grad = arrived!.AddedTo(tensor.Grad);
                continue;
            }
            foreach (var (input, pullback) in recorded.Edges)
            {
                Tensor share = pullback(arrived!).SumTo(input.Shape);
                arriving[input] = arriving.TryGetValue(input, out Tensor? sum) ? sum + share : share;
            }
            tensor.node = Node.Freed;
        }
    }

    /// <summary>True if an input asks for a gradient and recording is on.</summary>
    internal static bool IsRecorded(params ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
            if (input.RequiresGrad) return recordingOff.Value == 0;
        return false;
    }

    /// <summary>Remembers that this tensor was computed from <paramref name="inputs"/>, each with its pullback, if one asks for a gradient.</summary>
    /// <remarks>A pullback may return the gradient in the broadcast shape; it is summed down to the input's.</remarks>
    internal Tensor From(params ReadOnlySpan<(Tensor Input, Func<Tensor, Tensor> Pullback)> inputs)
    {
        int wanted = 0;
        foreach (var (input, _) in inputs) wanted += input.RequiresGrad ? 1 : 0;
        if (wanted == 0 || recordingOff.Value > 0) return this;

        var edges = new Edge[wanted];
        foreach (var (input, pullback) in inputs)
            if (input.RequiresGrad) edges[^wanted--] = new Edge(input, pullback);
        node = new Node(edges);
        return this;
    }

    /// <summary>Every recorded tensor this one depends on, itself first, each before its inputs.</summary>
    private List<Tensor> ResultsBeforeInputs()
    {
        var finished = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { this };
        var path = new Stack<(Tensor Tensor, int Next)>([(this, 0)]); // an explicit stack: long chains would overflow the real one
        while (path.TryPop(out var top))
        {
            if (top.Tensor.node == Node.Freed)
                throw new InvalidOperationException($"An earlier Backward has freed the graph of this tensor, or of one it was computed from (shape {top.Tensor.Shape}). Compute it again, or add up what you need and call Backward once.");
            if (top.Tensor.node is { } recorded && top.Next < recorded.Edges.Length)
            {
                path.Push((top.Tensor, top.Next + 1));
                Tensor input = recorded.Edges[top.Next].Input;
                if (seen.Add(input)) path.Push((input, 0));
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
        return sum.Reshape(shape);
    }

    /// <summary>This plus what a leaf has gathered before, in an array of its own: leaves outlive the pass, and its memory may not.</summary>
    private Tensor AddedTo(Tensor? before)
    {
        var sum = new Tensor(ToArray(), Shape);
        if (before is not null) TensorPrimitives.Add(sum.data, before.data, sum.data);
        return sum;
    }
}
