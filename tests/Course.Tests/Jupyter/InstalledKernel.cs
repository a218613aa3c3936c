using System.Diagnostics;
using NotebookHost;

namespace Course.Tests;

/// <summary>This project's kernel, installed once below a prefix of its own.</summary>
public sealed class InstalledKernel : IAsyncLifetime
{
    // Debian's, which has Debian's packages
    private static readonly string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>The folder; also where the programs work, so that what they leave there is in nobody's way.</summary>
    public string Prefix { get; } = Directory.CreateTempSubdirectory("jupyter").FullName;

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        (int exitCode, string text) = await Python(["-c", "import nbclient, jupyter_kernel_test"]);
        if (exitCode != 0)
        {
            Missing = $"Python's nbclient and jupyter_kernel_test are not installed: {text.Trim()}";
            return;
        }
        (exitCode, text) = await Start("dotnet",
            ["exec", typeof(NotebookRunner).Assembly.Location, "kernel", "install", "--prefix", Prefix]);
        Assert.True(exitCode == 0, text);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Prefix, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs Python, to which the kernel is known, to its end.</summary>
    public Task<(int ExitCode, string Text)> Python(string[] args) => Start(python, args);

    private async Task<(int ExitCode, string Text)> Start(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Prefix,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(Prefix, "share", "jupyter");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
