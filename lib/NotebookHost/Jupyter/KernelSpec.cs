using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>The kernel as Jupyter's front ends find it: a folder with kernel.json,
/// and the host's files beside it.</summary>
/// <remarks>Its name is .net-csharp: the one that the notebooks carry, and that VS Code and papermill look for.
/// https://jupyter-client.readthedocs.io, "Making kernels for Jupyter".</remarks>
internal sealed class KernelSpec(string folder)
{
    /// <summary>The language, by the name that VS Code has for it.</summary>
    public const string Language = "csharp";

    private const string Name = ".net-csharp", Mark = "notebooklib", FileName = "kernel.json", HostFolder = "host";
    private const string Memory = "--memory";
    private const string Logos = "kernel/"; // how the pictures are named in the host
    private static readonly JsonSerializerOptions indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where it is.</summary>
    public string Folder => folder;

    /// <summary>Whether it is there, and ours; whether it is there, and somebody else's.</summary>
    public (bool IsOurs, bool IsForeign) Found
    {
        get
        {
            string file = Path.Combine(folder, FileName);
            if (!File.Exists(file)) return (false, false);
            try
            {
                bool ours = JsonNode.Parse(File.ReadAllText(file))?["metadata"]?[Mark] is not null;
                return (ours, !ours);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
            {
                return (false, true);
            }
        }
    }

    /// <summary>The one of this user, or below a prefix such as a virtual environment.</summary>
    public static KernelSpec At(string? prefix)
    {
        string data = prefix is null ? UserFolder() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");
        return new(Path.Combine(data, "kernels", Name));
    }

    /// <summary>How much memory the cells may take, from the command line that <see cref="Install"/> wrote.</summary>
    /// <exception cref="CannotStartException">It says something else.</exception>
    public static long MemoryLimit(string[] options)
    {
        if (options.Length == 0) return new RunOptions().MemoryLimit;
        if (options is [Memory, var said] && double.TryParse(said, CultureInfo.InvariantCulture, out double gigabytes))
            if (gigabytes is > 0 and < 1e4) return (long)(gigabytes * (1L << 30));
        string got = PlainText.OneLine(string.Join(' ', options));
        throw new CannotStartException($"kernel: expected a connection file, and perhaps {Memory} and GiB; got {got}");
    }

    /// <summary>Copies the host beside kernel.json, so that building it anew does not meet a kernel
    /// that runs, and writes that.</summary>
    /// <param name="dotnet">What runs it.</param>
    /// <param name="gigabytes">How much memory its cells may take, in GiB; null for what is usual.</param>
    public void Install(string dotnet, double? gigabytes)
    {
        string host = Path.Combine(folder, HostFolder), fresh = host + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(fresh, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        if (Directory.Exists(host)) Directory.Delete(host, recursive: true);
        Directory.Move(fresh, host);
        string program = Path.Combine(host, Path.GetFileName(typeof(KernelSpec).Assembly.Location));
        string[] memory = gigabytes is { } said ? [Memory, said.ToString(CultureInfo.InvariantCulture)] : [];
        string[] command = [dotnet, program, "kernel", "{connection_file}", .. memory];
        var kernel = new JsonObject
        {
            ["argv"] = new JsonArray([.. command.Select(word => (JsonNode)word)]),
            ["display_name"] = ".NET (C#)",
            ["language"] = Language,
            ["interrupt_mode"] = "message",
            // Without diagnostics, since a kernel that is killed would leave sockets for debuggers behind.
            ["env"] = new JsonObject { ["DOTNET_gcServer"] = "0", ["DOTNET_EnableDiagnostics"] = "0" },
            ["metadata"] = new JsonObject { [Mark] = true },
        };
        WriteLogos();
        AtomicFile.Write(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(kernel.ToJsonString(indented) + "\n"));
    }

    /// <summary>Removes it.</summary>
    public void Uninstall() => Directory.Delete(folder, recursive: true);

    /// <summary>The kernel's picture, for launchers: front ends look for these names.</summary>
    private void WriteLogos()
    {
        Assembly own = typeof(KernelSpec).Assembly;
        foreach (string name in own.GetManifestResourceNames())
        {
            if (!name.StartsWith(Logos, StringComparison.Ordinal)) continue;
            using Stream logo = own.GetManifestResourceStream(name)!;
            using FileStream file = File.Create(Path.Combine(folder, name[Logos.Length..]));
            logo.CopyTo(file);
        }
    }

    private static string UserFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } said) return said;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
        {
            string roaming = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            return Path.Combine(roaming, "jupyter");
        }
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        string? stated = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        return Path.Combine(stated is { Length: > 0 } ? stated : Path.Combine(home, ".local", "share"), "jupyter");
    }
}
