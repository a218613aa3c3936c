namespace NotebookHost;

/// <summary>What a reader of the site will miss, as one line.</summary>
/// <param name="Notebook">The notebook's file.</param>
/// <param name="Text">The cell, and what is wrong.</param>
/// <param name="IsLoss">
/// Whether a cell, an output or the whole page is missing; a link or a picture that was refused is less.
/// </param>
internal sealed record SiteProblem(string Notebook, string Text, bool IsLoss);
