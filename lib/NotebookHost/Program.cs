using NotebookHost;

// The worker starts without a command line parser or a console: what it does not load, nobody waits for.
return args switch
{
    ["worker", var pipe] => Worker.Run(pipe),
    ["language", var folder] => await LanguageProgram.RunAsync(folder),
    ["kernel", var connection, .. var options] when connection.EndsWith(".json", StringComparison.Ordinal) =>
        await JupyterKernel.RunAsync(connection, options),
    _ => await HostCommand.RunAsync(args),
};
