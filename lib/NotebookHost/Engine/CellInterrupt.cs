using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace NotebookHost;

/// <summary>What the code of cells asks in each round of a loop and as each function begins:
/// whether it is to end.</summary>
/// <remarks>Public, since cells call it (<see cref="InterruptibleCode"/>); nobody else needs to.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellInterrupt
{
    // In a class without any other field: so there is nothing to initialize, and asking is one comparison with memory.
    private static volatile bool requested;

    /// <summary>Set while some cell is to end.</summary>
    internal static bool IsRequested
    {
        get => requested;
        set => requested = value;
    }

    /// <summary>Ends the caller if it belongs to a cell that is to end.</summary>
    /// <exception cref="OperationCanceledException">It does.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask()
    {
        if (requested) CellThread.EndIfInterrupted();
    }
}
