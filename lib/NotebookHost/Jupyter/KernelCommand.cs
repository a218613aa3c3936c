using System.CommandLine;

namespace NotebookHost;

/// <summary>The commands that make this host a kernel of Jupyter's front ends.</summary>
internal static class KernelCommand
{
    private const string Completion = "\"jupyter.completionTriggerCharacters\": { \"csharp\": [\".\"] }";

    public static Command Create()
    {
        var prefix = new Option<string?>("--prefix")
        {
            Description = "Below this folder, such as a virtual environment, instead of for this user",
            HelpName = "DIR",
            Recursive = true,
        };
        var user = new Option<bool>("--user")
        {
            Description = "For this user, which is what happens without it",
            Recursive = true,
        };
        var yes = new Option<bool>("--yes", "-y")
        {
            Description = "Replaces a kernel of the same name that another program installed",
        };
        Option<double?> memory = HostCommand.Memory<double?>();
        const string about = "Installs the kernel '.NET (C#)' for VS Code, JupyterLab and other front ends.";
        var install = new Command("install", about) { yes, memory };
        install.SetAction(parsed => Install(Chosen(parsed), parsed.GetValue(yes), parsed.GetValue(memory)));
        var uninstall = new Command("uninstall", "Removes it.");
        uninstall.SetAction(parsed => Uninstall(Chosen(parsed)));
        var status = new Command("status", "Says whether it is installed.");
        status.SetAction(parsed => Status(Chosen(parsed)));
        const string whole = "Makes Jupyter's front ends, VS Code among them, run C# cells with this host.";
        return new Command("kernel", whole) { install, uninstall, status, prefix, user };

        KernelSpec Chosen(ParseResult parsed)
        {
            if (parsed.GetValue(user) && parsed.GetValue(prefix) is not null)
                throw new CannotStartException("expected --user or --prefix; got both");
            return KernelSpec.At(parsed.GetValue(prefix));
        }
    }

    private static int Install(KernelSpec spec, bool yes, double? gigabytes)
    {
        string question =
            $"In {spec.Folder} there is a kernel of another program, such as .NET Interactive. Replace it?";
        if (spec.Found.IsForeign && !yes && !Ask(question))
        {
            throw new CannotStartException(
                $"{spec.Folder} holds a kernel of another program; kernel install --yes replaces it");
        }
        try
        {
            spec.Install(WorkerProcess.DotnetPath(), gigabytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"{spec.Folder}: {PlainText.OneLine(e.Message)}");
        }
        const string toTheKernel = "install the extension Jupyter, reload the window, open a notebook, and choose";
        Console.WriteLine($"""
            Installed .NET (C#) in {spec.Folder}
            In VS Code: {toTheKernel} the kernel ".NET (C#)" under "Jupyter Kernel…".
            For completion after a dot, add this line to your user settings (it cannot stand in the folder's):
              {Completion}
            """);
        return HostCommand.AllRan;
    }

    private static int Uninstall(KernelSpec spec)
    {
        (bool isOurs, bool isForeign) = spec.Found;
        string why = isForeign
            ? $"{spec.Folder} holds a kernel of another program, which stays"
            : $"there is no kernel in {spec.Folder}";
        if (!isOurs) throw new CannotStartException(why);
        spec.Uninstall();
        Console.WriteLine($"Removed {spec.Folder}");
        return HostCommand.AllRan;
    }

    private static int Status(KernelSpec spec)
    {
        Console.WriteLine(spec.Found switch
        {
            { IsOurs: true } => $"installed in {spec.Folder}",
            { IsForeign: true } => $"a kernel of another program is installed in {spec.Folder}",
            _ => $"not installed (it would go to {spec.Folder})",
        });
        return spec.Found.IsOurs ? HostCommand.AllRan : HostCommand.CellFailed;
    }

    private static bool Ask(string question)
    {
        if (Console.IsInputRedirected) return false;
        Console.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
