using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Runs a notebook from top to bottom in a process of its own.</summary>
internal static class NotebookRunner
{
    /// <summary>Runs the notebook of a file; the file stays as it is.</summary>
    /// <exception cref="CannotStartException">It is not a notebook, or cannot be run with these options;
    /// the message begins with the path.</exception>
    public static async Task<RunResult> RunAsync(
        string path, RunOptions? options = null, CancellationToken cancellation = default) =>
        await RunAsync(await NotebookFile.OpenAsync(path, cancellation), options ?? new RunOptions(), cancellation);

    /// <inheritdoc cref="RunAsync(string, RunOptions?, CancellationToken)"/>
    public static async Task<RunResult> RunAsync(NotebookFile file, RunOptions options, CancellationToken cancellation)
    {
        Notebook notebook = Prepare(file, options);
        var time = Stopwatch.StartNew();
        int count = 0, failedAt = -1;
        CellFailure? failure = null;
        IReadOnlyList<Cell> cells = notebook.Cells;
        int codeCells = cells.Count(c => c.IsCode);
        foreach (Cell cell in cells.Where(c => c.IsCode)) (cell.Outputs, cell.ExecutionCount) = ([], null);

        var shown = new ShownOutputs();
        await using (WorkerProcess worker = await StartAsync(file.Path, options, cancellation))
        {
            for (int i = 0; i < cells.Count && failure is null; i++)
            {
                if (!cells[i].IsCode) continue;
                count++;
                options.Progress?.Invoke(file.Path, count, codeCells);
                var outputs = new JsonArray();
                int number = notebook.NumberOf(i), run = count;
                void Show(JsonObject output, bool isResult) =>
                    shown.Add(outputs, isResult ? AsResult(output, run) : output);
                string? other = NotebookLanguage.OtherThanCSharp(cells[i]);
                failure = other is null
                    ? await worker.RunAsync(number, cells[i].Source, options.CellTimeout, Show, cancellation)
                    : CellFailure.OfProcess(number, $"a cell in {PlainText.OneLine(other)}: cells here are C#");
                if (failure is not null)
                {
                    failedAt = i;
                    shown.Add(outputs, failure.ToOutput());
                }
                (cells[i].Outputs, cells[i].ExecutionCount) = (outputs, count);
            }
        }
        TimeSpan duration = time.Elapsed;
        return new RunResult(
            file.Path, notebook, count, codeCells - count, duration, failure, failedAt, Claim.Read(notebook), options);
    }

    /// <summary>The value of a cell's last expression, as front ends save it.</summary>
    private static JsonObject AsResult(JsonObject output, int count)
    {
        (output["output_type"], output["execution_count"]) = ("execute_result", count);
        return output;
    }

    /// <summary>The notebook as it is to be run: solutions and parameters in their places.</summary>
    /// <exception cref="CannotStartException">It is in another language, or cannot be run with these options;
    /// the message begins with the path.</exception>
    public static Notebook Prepare(NotebookFile file, RunOptions options)
    {
        try
        {
            Notebook notebook = file.Read();
            if (notebook.OtherLanguage is string other)
                throw new CannotStartException($"a notebook in {PlainText.OneLine(other)}: cells here are C#");
            if (options.Solutions) Exercises.Solve(notebook);
            NotebookParameters.Inject(notebook, options.Parameters);
            return notebook;
        }
        catch (Exception e) when (e is NotebookFormatException or CannotStartException)
        {
            throw new CannotStartException($"{PlainText.OneLine(file.Path)}: {PlainText.Harmless(e.Message)}");
        }
    }

    private static async Task<WorkerProcess> StartAsync(string path, RunOptions options, CancellationToken cancellation)
    {
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return await WorkerProcess.StartAsync(folder, options.MemoryLimit, cancellation);
        }
        catch (CannotStartException e)
        {
            throw new CannotStartException($"{PlainText.OneLine(path)}: {e.Message}");
        }
    }
}
