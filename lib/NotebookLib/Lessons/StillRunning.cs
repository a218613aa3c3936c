namespace NotebookLib;

/// <summary>Tells once, after a while, that a function has not come back.</summary>
/// <remarks>It runs on the cell's own thread, where the stop button reaches it: no other can be ended safely.</remarks>
internal sealed class StillRunning : IDisposable
{
    private readonly Timer timer;

    public StillRunning(string name, TimeSpan patience)
    {
        string time = FormattableString.Invariant($"{patience.TotalSeconds:0.#} s");
        string text = $"{name}: still running after {time}. Does a loop never end? Stop the cell, or wait.";
        timer = new Timer(_ => Tell(text), null, patience, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    private static void Tell(string text)
    {
        try
        {
            NotebookOutput.Show(new Notice(text));
        }
        catch (Exception)
        {
            // The cell was stopped or the console is gone: nobody is told, and a timer's exception ends the process.
        }
    }

    [TypeFormatterSource(typeof(PlainFormatters), PreferredMimeTypes = ["text/plain"])]
    private sealed record Notice(string Text)
    {
        public override string ToString() => Text;
    }
}
