using System.Reflection;

namespace NotebookHost;

/// <summary>Lets an interrupt end what a library does, where the library offers that.</summary>
/// <remarks>
/// Host and library know nothing of each other but a name. A library N whose long operations can be ended
/// has a public static class <c>N.Interruption</c> with a settable static property <c>IsRequested</c>,
/// a <see cref="Func{TResult}"/> of bool: its operations ask it between two steps, on the thread that called them,
/// and end themselves by an <see cref="OperationCanceledException"/> where the answer is yes.
/// </remarks>
internal static class InterruptibleLibraries
{
    private static readonly char[] signsInTypeNames = [.. @"+*&[],\ "];

    /// <summary>From now on, each library that is loaded and offers it asks the cell that calls.</summary>
    public static void Listen() =>
        AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) => Connect(loaded.LoadedAssembly);

    private static void Connect(Assembly library)
    {
        string name = library.GetName().Name ?? "";
        // The assemblies of cells, and names that are none.
        if (library.IsDynamic || library.Location.Length == 0 || name.IndexOfAny(signsInTypeNames) >= 0) return;
        PropertyInfo? question = library.GetType($"{name}.Interruption")
            ?.GetProperty("IsRequested", BindingFlags.Public | BindingFlags.Static);
        if (question is { CanWrite: true } && question.PropertyType == typeof(Func<bool>))
            question.SetValue(null, (Func<bool>)CellThread.MustEnd);
    }
}
