namespace NotebookHost;

/// <summary>What a cell can call to show a value; with <see cref="CellFunctions"/> the one part of the host that notebooks see.</summary>
/// <remarks>The counterparts of .NET Interactive's methods of these names, so that a cell that uses them runs in both.</remarks>
public static class Displaying
{
    /// <summary>Where displayed values go while a session runs.</summary>
    internal static Action<object?, IReadOnlyList<string>>? Show { get; set; }

    /// <summary>Shows a value below the cell, in the representations that its type prefers.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The representations to show instead, such as text/plain.</param>
    /// <returns>The value.</returns>
    public static object? Display<T>(this T value, params string[] mimeTypes)
    {
        Show?.Invoke(value, mimeTypes);
        return value;
    }

    /// <summary>Shows rows as a table.</summary>
    /// <param name="rows">The rows; each property of theirs is a column.</param>
    public static void DisplayTable<T>(this IEnumerable<T> rows) => Show?.Invoke(rows, ["text/html"]);
}
