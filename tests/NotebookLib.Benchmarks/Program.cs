using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using NotebookLib.Benchmarks;

switch (args)
{
    case ["compare", ..]:
        Comparison.Run(
            args.ElementAtOrDefault(2) ?? $"/usr/bin/python3 {Path.Combine(AppContext.BaseDirectory, "peer.py")}",
            args.ElementAtOrDefault(1) ?? "");
        return 0;
    case ["scaling", _] when Environment.ProcessorCount > 1:
        Console.Error.WriteLine("scaling measures on one core: set DOTNET_PROCESSOR_COUNT=1");
        return 2;
    case ["scaling", var svg]:
        Scaling.Run(svg);
        return 0;
    case ["opening", var notebooks]:
        await Opening.RunAsync(Path.GetFullPath(notebooks));
        return 0;
    case ["kernel", var notebooks]:
        KernelTimes.Run(Path.GetFullPath(notebooks));
        return 0;
    case ["asking"]:
        await Asking.RunAsync();
        return 0;
    case ["profile", var listing, var host, var mibc]:
        string[] assemblies = Directory.GetFiles(host, "Microsoft.CodeAnalysis*.dll");
        Array.Sort(assemblies, StringComparer.Ordinal);
        Console.WriteLine($"{MethodProfile.Write(assemblies, CompiledMethods.Read(listing), mibc)} methods");
        return 0;
    case ["memory"]:
        Memory.Run();
        return 0;
    case ["operations", ..]:
        BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly)
            .Run(args[1..], DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
        return 0;
    case ["worker"]:
        Worker.Run();
        return 0;
    default:
        Console.Error.WriteLine("compare [NAME [PEER]] | scaling FILE.svg | memory | asking | opening NOTEBOOKS | "
            + "kernel NOTEBOOKS | profile LISTING HOST FILE.mibc | operations [BenchmarkDotNet's options]");
        return 2;
}
