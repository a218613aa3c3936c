namespace NotebookHost;

/// <summary>
/// A part of a notebook cannot be shown on its page; the message says why, in words that follow the name of the part.
/// </summary>
internal sealed class NotShownException : Exception
{
    public NotShownException(string message, Exception? inner = null) : base(message, inner) { }
}
