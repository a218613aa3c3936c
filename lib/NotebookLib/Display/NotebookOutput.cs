using System.Reflection;

namespace NotebookLib;

/// <summary>
/// Shows a value below the running cell, in whichever engine runs it, and as a line of text where none does.
/// </summary>
/// <remarks>Engines are found by the names of their types, so that the library depends on none of them.</remarks>
internal static class NotebookOutput
{
    /// <summary>Shows a value as its formatters say; on the console, <see cref="object.ToString"/> on a line.</summary>
    public static void Show(object value)
    {
        if (!ShowInHost(value) && !ShowInDotNetInteractive(value)) Console.WriteLine(value);
    }

    /// <summary>This project's own host, which shows what the formatters' extension method Display is given.</summary>
    private static bool ShowInHost(object value)
    {
        if (Loaded("NotebookHost") is null) return false;
        Type? extensions = Loaded("Microsoft.DotNet.Interactive.Formatting")?.GetType("System.DisplayExtensions");
        MethodInfo? display = extensions?.GetMethod("Display", [typeof(object), typeof(string[])]);
        display?.Invoke(null, [value, Array.Empty<string>()]);
        return display is not null;
    }

    /// <summary>
    /// .NET Interactive: KernelInvocationContext.Current, which is null outside of a cell, and its extension method
    /// Display.
    /// </summary>
    private static bool ShowInDotNetInteractive(object value)
    {
        const string name = "Microsoft.DotNet.Interactive";
        if (Loaded(name) is not { } engine) return false;
        PropertyInfo? current = engine.GetType($"{name}.KernelInvocationContext")?.GetProperty("Current");
        if (current?.GetValue(null) is not { } context) return false;
        Type? extensions = engine.GetType($"{name}.KernelInvocationContextExtensions");
        MethodInfo? display =
            extensions?.GetMethod("Display", [context.GetType(), typeof(object), typeof(string[])]);
        display?.Invoke(null, [context, value, Array.Empty<string>()]);
        return display is not null;
    }

    private static Assembly? Loaded(string name) =>
        Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == name);
}
