namespace NotebookHost;

/// <summary>What a cell can call to show a value; the one part of the host that notebooks see.</summary>
/// <remarks>The counterpart of .NET Interactive's method of this name, so that a cell that uses it runs in both.</remarks>
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
}
