using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace DotNetInteractive;

/// <summary>A C# session of .NET Interactive, and what it shows, as VS Code stores it in a notebook.</summary>
internal sealed class Session : IDisposable
{
    private readonly CompositeKernel kernel = new() { new CSharpKernel().UseKernelHelpers() };

    public Session() => kernel.DefaultKernelName = "csharp";

    /// <summary>Runs a cell; the outputs that stand below it afterwards.</summary>
    public async Task<JsonArray> RunAsync(string code)
    {
        KernelCommandResult result = await kernel.SendAsync(new SubmitCode(code));
        var outputs = new JsonArray();
        foreach (KernelEvent shown in result.Events)
            switch (shown)
            {
                case StandardOutputValueProduced text:
                    Print(outputs, "stdout", text);
                    break;
                case StandardErrorValueProduced text:
                    Print(outputs, "stderr", text);
                    break;
                case DisplayEvent display:
                    outputs.Add(new JsonObject
                    {
                        ["data"] = Data(display.FormattedValues),
                        ["metadata"] = new JsonObject(),
                        ["output_type"] = "display_data",
                    });
                    break;
                case CommandFailed failed:
                    outputs.Add(new JsonObject
                    {
                        ["ename"] = "Error",
                        ["evalue"] = failed.Message,
                        ["output_type"] = "error",
                        ["traceback"] = new JsonArray(),
                    });
                    break;
            }
        return outputs;
    }

    public void Dispose() => kernel.Dispose();

    private static void Print(JsonArray outputs, string stream, DisplayEvent text)
    {
        string printed =
            string.Concat(text.FormattedValues.Where(v => v.MimeType == "text/plain").Select(v => v.Value));
        if (outputs is [.., JsonObject last] && (string?)last["output_type"] == "stream"
            && (string?)last["name"] == stream)
            last["text"] = (string?)last["text"] + printed;
        else
            outputs.Add(new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = printed });
    }

    private static JsonObject Data(IEnumerable<FormattedValue> values)
    {
        var data = new JsonObject();
        foreach (FormattedValue value in values)
            data[value.MimeType] =
                value.MimeType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(value.Value) : value.Value;
        return data;
    }
}
