using NotebookHost;

// The worker starts without a command line parser or a console: what it does not load, nobody waits for.
return args is ["worker", var pipe] ? Worker.Run(pipe) : await HostCommand.RunAsync(args);
