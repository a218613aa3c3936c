using System.Text;

namespace NotebookHost;

/// <summary>Joins text that comes in many small pieces: servers of notebooks pass on a thousand messages
/// a second, and no more.</summary>
/// <param name="pass">Given the stream's name, and text.</param>
internal sealed class TextBatch(Action<string, string> pass) : IDisposable
{
    private const int Limit = 4096;
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private string stream = "stdout";
    private Timer? timer;
    private bool isLate;

    /// <summary>Takes text, which is passed on soon; at once, if the cell has ended
    /// and left something running.</summary>
    public void Add(string name, string text)
    {
        lock (gate)
        {
            if (isLate)
            {
                pass(name, text);
                return;
            }
            if (name != stream) Flush();
            stream = name;
            // From the first piece on: more of them must not put it off.
            if (pending.Length == 0) (timer ??= new Timer(_ => Flush())).Change(patience, Timeout.InfiniteTimeSpan);
            pending.Append(text);
            if (pending.Length > Limit) Flush();
        }
    }

    /// <summary>Passes on what is left, before anything else is shown.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (pending.Length == 0) return;
            pass(stream, pending.ToString());
            pending.Clear();
        }
    }

    /// <summary>The cell has ended.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            Flush();
            timer?.Dispose();
            isLate = true;
        }
    }
}
