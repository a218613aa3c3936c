namespace NotebookLib;

/// <summary>A value to compare each heatmap of several with, told under its name.</summary>
/// <param name="Caption">What the values are, told below all.</param>
/// <param name="Each">For each heatmap the note, its value on the colour scale, and what the summary says.</param>
internal sealed record PanelNotes(string Caption, (string Text, double Value, string Summary)[] Each);
