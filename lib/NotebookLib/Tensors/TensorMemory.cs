namespace NotebookLib;

/// <summary>
/// Arrays that one computation after another uses again, since fresh memory costs more than most of what is computed in
/// it.
/// </summary>
/// <remarks>
/// Only for tensors that nobody holds on to: whatever was made within a scope, and not kept, is overwritten by what is
/// made in the next. Without a scope every tensor has an array of its own.
/// </remarks>
internal sealed class TensorMemory
{
    private const int Small = 64; // shorter arrays cost the collector next to nothing
    private const long Limit = 1L << 26; // numbers; what is free beyond, 256 MB, is left to the collector

    [ThreadStatic]
    private static TensorMemory? current;

    [ThreadStatic]
    private static TensorMemory? ofThread;

    private readonly Dictionary<int, Stack<float[]>> free = [];
    private readonly List<float[]> lent = [];
    private long size;

    /// <summary>True within a scope, on this thread.</summary>
    public static bool IsLending => current is not null;

    /// <summary>An array for the values of a new tensor; what it holds is undefined.</summary>
    /// <remarks>Every operation comes here for its result, so this is where they ask whether to go on.</remarks>
    /// <exception cref="OperationCanceledException">They are not to (<see cref="Interruption"/>).</exception>
    public static float[] Take(int length)
    {
        Cores.Check();
        return length >= Small && current is { } memory
            ? memory.Lend(length)
            : GC.AllocateUninitializedArray<float>(length);
    }

    /// <summary>An array of zeros for the values of a new tensor.</summary>
    /// <inheritdoc cref="Take"/>
    public static float[] TakeZeros(int length)
    {
        Cores.Check();
        if (length < Small || current is not { } memory) return new float[length];
        float[] zeros = memory.Lend(length);
        Array.Clear(zeros);
        return zeros;
    }

    /// <summary>
    /// Computes something whose result alone is kept. While gradients are recorded, or within another scope, nothing is
    /// special.
    /// </summary>
    public static Tensor Within(Func<Tensor> compute)
    {
        if (current is not null || Tensor.IsRecording) return compute();
        using IDisposable scope = (ofThread ??= new TensorMemory()).Use();
        Tensor result = compute();
        Keep(result.Stored);
        return result;
    }

    /// <summary>Until the returned scope is disposed, tensors made on this thread use this memory.</summary>
    public IDisposable Use() => new Scope(this);

    /// <summary>An array that was lent within this scope stays with whoever has it.</summary>
    public static void Keep(float[] array)
    {
        if (current is null) return;
        int last = current.lent.LastIndexOf(array);
        if (last >= 0) current.lent.RemoveAt(last);
    }

    /// <summary>An array that nobody holds any more, for the next who takes one of its length.</summary>
    public static void GiveBack(float[] array)
    {
        if (array.Length >= Small) current?.Add(array);
    }

    private float[] Lend(int length)
    {
        if (free.TryGetValue(length, out Stack<float[]>? same) && same.TryPop(out float[]? array)) size -= length;
        else array = GC.AllocateUninitializedArray<float>(length);
        lent.Add(array);
        return array;
    }

    private void TakeBack()
    {
        foreach (float[] array in lent) Add(array);
        lent.Clear();
        if (size <= Limit) return;
        free.Clear();
        size = 0;
    }

    private void Add(float[] array)
    {
        if (!free.TryGetValue(array.Length, out Stack<float[]>? same)) free[array.Length] = same = new Stack<float[]>();
        same.Push(array);
        size += array.Length;
    }

    private sealed class Scope : IDisposable
    {
        private readonly TensorMemory? before = current;
        private readonly TensorMemory memory;

        public Scope(TensorMemory memory) => current = this.memory = memory;

        public void Dispose()
        {
            memory.TakeBack();
            current = before;
        }
    }
}
