using System.Buffers.Binary;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace NotebookHost.Tests;

/// <summary>Installing the kernel where front ends look for it.</summary>
public sealed class KernelSpecTests : IDisposable
{
    private readonly string prefix = Directory.CreateTempSubdirectory("prefix").FullName;

    private string Spec => Path.Combine(prefix, "share", "jupyter", "kernels", ".net-csharp");

    public void Dispose() => Directory.Delete(prefix, recursive: true);

    private Task<(int ExitCode, string Text)> Kernel(params string[] args) =>
        HostProcess.RunAsync(["kernel", .. args, "--prefix", prefix]);

    [Fact]
    public async Task It_is_installed_again_found_and_removed()
    {
        Assert.Equal(1, (await Kernel("status")).ExitCode);
        (int exitCode, string text) = await Kernel("install");
        Assert.Equal(0, exitCode);
        Assert.Contains(
            "\"jupyter.completionTriggerCharacters\": { \"csharp\": [\".\"] }",
            text,
            StringComparison.Ordinal);
        Assert.Equal(0, (await Kernel("install")).ExitCode);

        JsonNode spec = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(Spec, "kernel.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(".NET (C#)", (string?)spec["display_name"]);
        Assert.Equal("csharp", (string?)spec["language"]);
        Assert.Equal("message", (string?)spec["interrupt_mode"]);
        Assert.True(Path.IsPathRooted((string)spec["argv"]![0]!));
        Assert.True(File.Exists((string)spec["argv"]![0]!));
        string host = (string)spec["argv"]![1]!;
        // A copy: building anew does not meet a kernel that runs
        Assert.StartsWith(Spec, host, StringComparison.Ordinal);
        Assert.True(File.Exists(host));
        Assert.Equal((32, 32), SizeOf(Path.Combine(Spec, "logo-32x32.png")));
        Assert.Equal((64, 64), SizeOf(Path.Combine(Spec, "logo-64x64.png")));
        Assert.Equal("svg", XDocument.Load(Path.Combine(Spec, "logo-svg.svg")).Root!.Name.LocalName);
        Assert.Equal(0, (await Kernel("status")).ExitCode);

        Assert.Equal(0, (await Kernel("uninstall")).ExitCode);
        Assert.False(Directory.Exists(Spec));
        Assert.Equal(2, (await Kernel("uninstall")).ExitCode);
    }

    /// <summary>Width and height of a PNG, which stand in its first chunk.</summary>
    private static (int, int) SizeOf(string png)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(png);
        return (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
    }

    [Fact]
    public async Task How_much_memory_cells_may_take_can_be_said()
    {
        Assert.Equal(0, (await Kernel("install", "--memory", "0.5")).ExitCode);
        JsonNode spec = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Spec, "kernel.json"),
            TestContext.Current.CancellationToken))!;

        string[] command = [.. spec["argv"]!.AsArray().Select(word => (string)word!)];
        Assert.Equal(["kernel", "{connection_file}", "--memory", "0.5"], command[2..]);
        Assert.Equal(1L << 29, KernelSpec.MemoryLimit(command[4..]));
        Assert.Equal(2, (await Kernel("install", "--memory", "-1")).ExitCode);
        Assert.Equal(2, (await Kernel("install", "--memory", "much")).ExitCode);
    }

    [Fact]
    public async Task A_kernel_of_another_program_stays_unless_one_says_so()
    {
        Directory.CreateDirectory(Spec);
        string file = Path.Combine(Spec, "kernel.json");
        await File.WriteAllTextAsync(
            file,
            """{"argv": ["dotnet", "interactive", "jupyter", "{connection_file}"], "display_name": ".NET (C#)","""
                + """ "language": "C#"}""",
            TestContext.Current.CancellationToken);

        (int exitCode, string text) = await Kernel("install");
        Assert.Equal(2, exitCode);
        Assert.Contains("kernel install --yes replaces it", text, StringComparison.Ordinal);
        Assert.Contains(
            "interactive",
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(2, (await Kernel("uninstall")).ExitCode);
        Assert.Equal(0, (await Kernel("install", "--yes")).ExitCode);
        Assert.DoesNotContain(
            "\"interactive\"",
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_this_user_and_below_a_folder_at_once_is_refused()
    {
        (int exitCode, string text) = await Kernel("install", "--user");

        Assert.Equal(2, exitCode);
        Assert.Contains("expected --user or --prefix; got both", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Spec));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_in_one_line()
    {
        string file = Path.Combine(prefix, "share");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        (int exitCode, string text) = await Kernel("install");

        Assert.Equal(2, exitCode);
        Assert.Contains(Spec, text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }
}
