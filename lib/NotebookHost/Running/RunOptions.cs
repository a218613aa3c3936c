namespace NotebookHost;

/// <summary>How notebooks are run.</summary>
internal sealed record RunOptions
{
    /// <summary>Values for parameters, by name, as they are written on the command line.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Puts each exercise's solution in the place of its stub; then every exercise
    /// has to come out right.</summary>
    public bool Solutions { get; init; }

    /// <summary>How long one cell may take.</summary>
    public TimeSpan CellTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much memory one notebook may take in all: .NET's heap, native memory, and threads.
    /// Compiler and runtime, about 400 MB, come on top.</summary>
    public long MemoryLimit { get; init; } = 4L << 30;

    /// <summary>Told of each cell that begins: the notebook, the cell's number, and how many there are.</summary>
    public Action<string, int, int>? Progress { get; init; }
}
