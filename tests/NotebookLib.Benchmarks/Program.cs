using NotebookLib.Benchmarks;

switch (args)
{
    case ["worker"]: Worker.Run(); break;
    case ["compare", ..]: Comparison.Run(args.ElementAtOrDefault(2) ?? $"/usr/bin/python3 {Path.Combine(AppContext.BaseDirectory, "peer.py")}", args.ElementAtOrDefault(1) ?? ""); break;
}
