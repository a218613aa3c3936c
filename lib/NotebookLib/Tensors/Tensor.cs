using System.Globalization;
using System.Runtime.CompilerServices;
using MathNet.Numerics.Distributions;

namespace NotebookLib;

/// <summary>Numbers in a grid of any number of dimensions: float32, row-major, contiguous.</summary>
/// <remarks>
/// Operations return new tensors and broadcast as NumPy does; batch dimensions lead. Changing one tensor never changes
/// another, not even one that was reshaped or sliced from it. A tensor whose
/// <see cref="RequiresGrad"/> is set makes every result that depends on it remember how it was computed, so that
/// <see cref="Backward()"/> can find the gradients.
/// </remarks>
public sealed partial class Tensor
{
    private float[] data;
    private bool shared; // with a reshaped or detached tensor: whichever changes first makes its own copy

    /// <summary>A tensor that takes over <paramref name="data"/>, read row by row.</summary>
    /// <param name="data">The values; not copied, so do not change the array afterwards.</param>
    /// <param name="shape">The sizes, outermost first. None at all: one dimension that holds every value.</param>
    /// <exception cref="ArgumentException">The sizes do not multiply to the number of values.</exception>
    public Tensor(float[] data, params int[] shape)
        : this(data,
            shape.Length == 0 ? [(data ?? throw new ArgumentNullException(nameof(data))).Length] : new Shape(shape))
    { }

    /// <summary>A matrix with the values of a two-dimensional array.</summary>
    /// <param name="rows">The values, (rows, columns).</param>
    public Tensor(float[,] rows)
        : this([.. (rows ?? throw new ArgumentNullException(nameof(rows))).Cast<float>()],
            [rows.GetLength(0), rows.GetLength(1)])
    { }

    internal Tensor(float[] data, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length != shape.Size)
            throw new ArgumentException($"shape: expected sizes whose product is the number of values, {data.Length}; "
                + $"got {shape}, {shape.Size} values.", nameof(shape));
        this.data = data;
        Shape = shape;
    }

    /// <summary>The sizes of the dimensions, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Count;

    /// <summary>The number of values.</summary>
    public int Length => data.Length;

    /// <summary>The values in row-major order, without a copy.</summary>
    public ReadOnlySpan<float> Values => data;

    /// <summary>The values as an array, without a copy, for reading only.</summary>
    internal float[] Stored => data;

    /// <summary>
    /// The values for writing; changes are not recorded for gradients, but a backward pass that needs the old ones
    /// refuses.
    /// </summary>
    internal Span<float> Data
    {
        get
        {
            version++;
            if (shared) (data, shared) = ([.. data], false);
            return data;
        }
    }

    /// <summary>The value at a position: one index for each dimension.</summary>
    /// <remarks>
    /// Setting is for values you made, such as weights. A result that was recorded for gradients refuses it, and a
    /// <see cref="Backward()"/> that needs the value as it was refuses to run.
    /// </remarks>
    /// <exception cref="ArgumentException">There are too few or too many indices, or one lies outside its
    /// dimension.</exception>
    /// <exception cref="InvalidOperationException">Set on a recorded result.</exception>
    [IndexerName("At")] // leaves the name Item to Item()
    public float this[params ReadOnlySpan<int> indices]
    {
        get => data[Offset(indices)];
        set
        {
            if (node is not null)
                throw new InvalidOperationException("This tensor was computed from one that requires a gradient; "
                    + "changing it would make that gradient wrong.");
            Data[Offset(indices)] = value;
        }
    }

    /// <summary>The only value of a tensor that holds one, such as a loss.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one value.</exception>
    public float Item() =>
        Length == 1
            ? data[0]
            : throw new InvalidOperationException($"Item() reads a tensor with one value; this one has shape {Shape}.");

    /// <summary>The values in row-major order, copied.</summary>
    public float[] ToArray() => [.. data];

    /// <summary>A number as a scalar, so that <c>2 * t</c> and <c>1 - t</c> work.</summary>
    public static implicit operator Tensor(float value) => new([value], Shape.Create([]));

    /// <summary>All zeros.</summary>
    public static Tensor Zeros(params int[] shape) => Full(0, shape);

    /// <summary>All ones.</summary>
    public static Tensor Ones(params int[] shape) => Full(1, shape);

    /// <summary>The same value everywhere.</summary>
    public static Tensor Full(float value, params int[] shape)
    {
        var sizes = new Shape(shape);
        var values = new float[sizes.Size];
        if (value != 0) values.AsSpan().Fill(value);
        return new Tensor(values, sizes);
    }

    /// <summary>The identity matrix, (n, n): ones on the diagonal.</summary>
    public static Tensor Eye(int n)
    {
        Tensor eye = Zeros(n, n);
        for (int i = 0; i < n; i++) eye.data[i * n + i] = 1;
        return eye;
    }

    /// <summary>0, 1, 2, … below <paramref name="count"/>, (count,).</summary>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public static Tensor Arange(int count) => count >= 0
        ? new([.. Enumerable.Range(0, count).Select(i => (float)i)], [count])
        : throw new ArgumentException($"count: expected 0 or more; got {count}.", nameof(count));

    /// <summary>
    /// From <paramref name="start"/> up to, but without, <paramref name="stop"/>, in steps of <paramref name="step"/>.
    /// </summary>
    /// <remarks>
    /// 0.3 is no float, nor is 0.1. Where their quotient lies as near to a whole number as their rounding lets it, that
    /// is the number of values: (0, 0.3, 0.1) gives three.
    /// </remarks>
    /// <exception cref="ArgumentException">The step is zero, or leads away from <paramref name="stop"/>.</exception>
    public static Tensor Arange(float start, float stop, float step = 1)
    {
        double steps = ((double)stop - start) / step, whole = Math.Round(steps);
        double rounding = Math.Min(0.25,
            (Math.Abs((double)start) + Math.Abs((double)stop) + Math.Abs(steps * step)) / Math.Abs((double)step)
                * Math.ScaleB(1, -24));
        double count = Math.Abs(steps - whole) <= rounding ? whole : Math.Ceiling(steps);
        if (step == 0 || (stop - start) / step < 0 || !(count <= Array.MaxLength)) // NaN and infinity too
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"step: expected a step that leads from {start} to {stop}; got {step}."), nameof(step));
        return new([.. Enumerable.Range(0, (int)count).Select(i => start + i * step)], [(int)count]);
    }

    /// <summary>Independent normal numbers with mean 0 and standard deviation 1; multiply for another.</summary>
    public static Tensor Normal(Random random, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(random);
        var sizes = new Shape(shape);
        var samples = new double[sizes.Size];
        MathNet.Numerics.Distributions.Normal.Samples(AskingRandom.For(random, sizes.Size), samples, 0, 1);
        return new Tensor(Array.ConvertAll(samples, s => (float)s), sizes);
    }

    /// <summary>
    /// Independent numbers, each between <paramref name="low"/> and <paramref name="high"/> with equal chance.
    /// </summary>
    public static Tensor Uniform(Random random, float low, float high, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(random);
        var sizes = new Shape(shape);
        var samples = new double[sizes.Size];
        ContinuousUniform.Samples(AskingRandom.For(random, sizes.Size), samples, low, high);
        return new Tensor(Array.ConvertAll(samples, s => (float)s), sizes);
    }

    /// <summary>The largest absolute difference between two tensors of one shape; NaN if either holds a NaN.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public float MaxDifference(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Shape != Shape)
            throw new ArgumentException($"other: expected shape {Shape}; got {other.Shape}.", nameof(other));
        float largest = 0;
        for (int i = 0; i < data.Length; i++)
            // equal infinities differ by 0
            largest = MathF.Max(largest, data[i] == other.data[i] ? 0 : MathF.Abs(data[i] - other.data[i]));
        return largest;
    }

    /// <summary>
    /// These values under another shape of the same size, without a copy until one of the two is changed.
    /// </summary>
    private Tensor Shared(Shape shape)
    {
        var other = new Tensor(data, shape) { shared = true };
        shared = true;
        return other;
    }

    private int Offset(ReadOnlySpan<int> indices)
    {
        if (indices.Length != Rank)
            throw new ArgumentException($"indices: expected {Rank}, one for each dimension of shape {Shape}; "
                + $"got {indices.Length}.", nameof(indices));
        int offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            if ((uint)indices[d] >= (uint)Shape[d])
                throw new ArgumentException($"indices: dimension {d} of shape {Shape} has indices 0 to "
                    + $"{Shape[d] - 1}; got {indices[d]}.", nameof(indices));
            offset = offset * Shape[d] + indices[d];
        }
        return offset;
    }
}
