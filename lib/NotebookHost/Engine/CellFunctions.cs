using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

#pragma warning disable IDE1006, CA1708 // the names that .NET Interactive gave them
/// <summary>
/// What a cell can call by its name alone, as in .NET Interactive. Lessons use <see cref="DisplayExtensions.Display"/>
/// of the formatters' package; other people's notebooks bring these along.
/// </summary>
public static class CellFunctions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The representations to show instead of those that its type prefers,
    /// such as text/plain.</param>
    /// <returns>What was shown; see <see cref="DisplayedValue.Update"/>.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        CellOutput.Named(value.Display(mimeTypes));

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Whether to wait for the next output, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellOutput.Current?.Clear(wait);

    /// <summary>Text that is HTML already, to be shown as such.</summary>
    /// <param name="content">The markup.</param>
    public static object HTML(string content) => new HtmlString(content);
}
#pragma warning restore IDE1006, CA1708

/// <summary>A formula, shown as one: .NET Interactive's type of this name.</summary>
/// <param name="latexCode">The formula, in LaTeX.</param>
public sealed class LaTeXString(string latexCode)
{
    /// <summary>The LaTeX.</summary>
    public override string ToString() => latexCode;
}

/// <summary>A formula on lines of its own: .NET Interactive's type of this name.</summary>
/// <param name="latexCode">The formula, in LaTeX without dollar signs.</param>
public sealed class MathString(string latexCode)
{
    /// <summary>The LaTeX, between dollar signs.</summary>
    public override string ToString() => $"$${latexCode}$$";
}
