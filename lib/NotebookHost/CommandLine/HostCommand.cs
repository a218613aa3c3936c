using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NotebookHost;

/// <summary>The command line: no arguments for the whole course, or one of the commands.</summary>
internal static class HostCommand
{
    public const int AllRan = 0, CellFailed = 1, CouldNotStart = 2;
    private const double GiB = 1L << 30;

    /// <summary>Does what the arguments ask.</summary>
    /// <returns>The exit code: 0 all ran, 1 a cell failed, 2 could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        SafeOutput.Install();
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string error in parsed.Errors.Select(e => e.Message).Distinct())
                await Console.Error.WriteLineAsync(error);
            await Console.Error.WriteLineAsync("See --help.");
            return CouldNotStart;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CannotStartException e)
        {
            await Console.Error.WriteLineAsync(PlainText.Harmless(e.Message));
            return CouldNotStart;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return CellFailed;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "Runs the notebooks of the course without an editor. "
            + "Without a command: builds the library, runs all of them, writes the site.");
        root.SetAction((_, cancellation) => Course.RunAllAsync(cancellation));
        root.Add(Run());
        var site = new Command("site", "Writes the site from the outputs in the notebooks, without running them.");
        site.SetAction((_, cancellation) => Course.WriteSiteAsync(cancellation));
        root.Add(site);
        root.Add(PictureCommand.Create());
        root.Add(KernelCommand.Create());
        return root;
    }

    private static Command Run()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Notebooks, folders of notebooks, or patterns such as notebooks/0*.ipynb",
            Arity = ArgumentArity.OneOrMore,
        };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "A value for a parameter; may be repeated",
            HelpName = "name=value",
        };
        var save = new Option<bool>("--save") { Description = "Writes the outputs into the notebooks" };
        var check = new Option<bool>("--check")
        {
            Description = "Fails where the outputs in the notebooks are not what a run gives",
        };
        var outFolder = new Option<string?>("--out")
        {
            Description = "Writes the notebooks with their outputs into a folder",
            HelpName = "DIR",
        };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Seconds a cell may take",
            HelpName = "S",
            DefaultValueFactory = _ => new RunOptions().CellTimeout.TotalSeconds,
        };
        Option<double> memory = Memory<double>();
        memory.DefaultValueFactory = _ => new RunOptions().MemoryLimit / GiB;
        var solutions = new Option<bool>("--solutions")
        {
            Description = "Runs each exercise with its solution; all of them must come out right",
        };
        parameters.Validators.Add(RequirePairs);
        timeout.Validators.Add(result => RequirePositive(result, 1e6));
        var run = new Command("run", "Runs notebooks. They stay as they are without --save.")
        {
            paths, parameters, save, check, outFolder, timeout, memory, solutions,
        };
        run.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if (Has(check) && (Has(parameters) || Has(solutions) || Has(save)))
                result.AddError("--check compares with the notebooks as they are: not with -p, --solutions or --save");
            if (Has(save) && Has(solutions))
                result.AddError("--save with --solutions would write the solutions over the exercises; use --out");
        });
        run.SetAction((parsed, cancellation) =>
        {
            string[] given = parsed.GetRequiredValue(paths);
            var options = new RunOptions
            {
                Parameters = Values(parsed.GetValue(parameters) ?? []),
                Solutions = parsed.GetValue(solutions),
                MemoryLimit = (long)(parsed.GetValue(memory) * GiB),
                CellTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            };
            bool saves = parsed.GetValue(save), checks = parsed.GetValue(check);
            return Course.RunAsync(given, options, saves, checks, parsed.GetValue(outFolder), cancellation);
        });
        return run;
    }

    /// <summary>The value of each name in <c>name=value</c>; of a name that is given twice, the last.</summary>
    private static Dictionary<string, string> Values(IEnumerable<string> pairs) =>
        pairs.Select(p => p.Split('=', 2)).GroupBy(p => p[0].Trim()).ToDictionary(p => p.Key, p => p.Last()[1]);

    private static void RequirePairs(OptionResult result)
    {
        IEnumerable<string> tokens = result.Tokens.Select(t => t.Value);
        foreach (string token in tokens.Where(t => t.IndexOf('=', StringComparison.Ordinal) < 1))
            result.AddError($"-p: expected name=value; got '{token}'");
    }

    /// <summary>The option that says how much memory a notebook may take, in GiB.</summary>
    public static Option<T> Memory<T>()
    {
        var memory = new Option<T>("--memory")
        {
            Description =
                "GiB that a notebook may take in all, .NET's heap and native memory; compiler and runtime come on top",
            HelpName = "GIB",
        };
        memory.Validators.Add(result => RequirePositive(result, 1e4));
        return memory;
    }

    private static void RequirePositive(OptionResult result, double limit)
    {
        if (result.Tokens is not [var token]) return;
        bool isNumber = double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double n);
        if (isNumber && n > 0 && n < limit) return;
        result.AddError($"{result.Option.Name}: expected a number above 0; got '{token.Value}'");
    }
}
