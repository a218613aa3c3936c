using System.Diagnostics;

namespace NotebookHost.Tests;

/// <summary>The host as people start it.</summary>
internal static class HostProcess
{
    public static string Host { get; } = typeof(NotebookRunner).Assembly.Location;

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and what it wrote: standard output, then standard error.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(
        IEnumerable<string> args,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Dotnet, ["exec", Host, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
