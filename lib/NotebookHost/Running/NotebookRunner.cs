using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Runs a notebook from top to bottom in a process of its own.</summary>
internal static class NotebookRunner
{
    /// <summary>Runs the notebook of a file; the file stays as it is.</summary>
    /// <exception cref="CannotStartException">It is not a notebook, or cannot be run with these options.</exception>
    public static async Task<RunResult> RunAsync(string path, RunOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new RunOptions();
        Notebook notebook = Prepare(path, options);
        var time = Stopwatch.StartNew();
        int count = 0;
        CellFailure? failure = null;
        IReadOnlyList<Cell> cells = notebook.Cells;
        int codeCells = cells.Count(c => c.IsCode);
        foreach (Cell cell in cells.Where(c => c.IsCode)) (cell.Outputs, cell.ExecutionCount) = ([], null);

        await using WorkerProcess worker = await WorkerProcess.StartAsync(Path.GetDirectoryName(Path.GetFullPath(path))!, options.MemoryLimit, cancellation);
        for (int i = 0; i < cells.Count && failure is null; i++)
        {
            if (!cells[i].IsCode) continue;
            count++;
            options.Progress?.Invoke(path, count, codeCells);
            var outputs = new JsonArray();
            failure = await worker.RunAsync(i + 1, cells[i].Source, options.CellTimeout, output => Append(outputs, output), cancellation);
            if (failure is not null) outputs.Add((JsonNode)failure.ToOutput());
            (cells[i].Outputs, cells[i].ExecutionCount) = (outputs, count);
        }
        return new RunResult(path, notebook, count, codeCells - count, time.Elapsed, failure, Claim.Read(notebook), options);
    }

    /// <summary>The notebook as it is to be run: solutions and parameters in their places.</summary>
    /// <exception cref="CannotStartException">It is not a notebook, or cannot be run with these options.</exception>
    public static Notebook Prepare(string path, RunOptions options)
    {
        try
        {
            Notebook notebook = Notebook.Load(path);
            if (options.Solutions) Exercises.Solve(notebook);
            NotebookParameters.Inject(notebook, options.Parameters);
            return notebook;
        }
        catch (Exception e) when (e is NotebookFormatException or CannotStartException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"{path}: {e.Message}");
        }
    }

    /// <summary>Text that follows text of the same stream continues it, as front ends show it.</summary>
    private static void Append(JsonArray outputs, JsonObject output)
    {
        if ((string?)output["output_type"] == "stream" && outputs is [.., JsonObject last]
            && (string?)last["output_type"] == "stream" && (string?)last["name"] == (string?)output["name"])
        {
            JsonArray lines = last["text"]!.AsArray();
            foreach (string line in output["text"]!.AsArray().Select(l => (string)l!).ToArray())
            {
                if (lines is [.., JsonNode open] && !((string)open!).EndsWith('\n')) lines[^1] = (string)open! + line;
                else lines.Add((JsonNode)line);
            }
        }
        else outputs.Add((JsonNode)output);
    }
}
