namespace NotebookHost;

/// <summary>A notebook could not be run as asked; nothing was run. The message is for the person who asked.</summary>
internal sealed class CannotStartException(string message) : Exception(message);
