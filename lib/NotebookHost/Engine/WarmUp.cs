using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace NotebookHost;

/// <summary>Has a second core load what the first cell needs last,
/// while the first core loads what it needs first.</summary>
/// <remarks>A compiler's first compilation takes a hundred times as long as its second, since all of its code
/// is loaded on the way.</remarks>
internal static class WarmUp
{
    public static void Start()
    {
        Task.Run(CompileClass);
        Task.Run(static () => ValueFormatter.Bundle(0));
    }

    /// <summary>Compiles with one reference and without a script's usings, so that it comes to emitting before
    /// the first cell does.</summary>
    private static void CompileClass()
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText("class C { object M() => 1; }", encoding: Encoding.UTF8);
        MetadataReference[] references = [Framework.Find(typeof(object).Assembly.GetName().Name!)!];
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);
        var (code, lines) = (new MemoryStream(), new MemoryStream());
        CSharpCompilation.Create(nameof(WarmUp), [tree], references, options)
            .Emit(code, lines, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        (code.Position, lines.Position) = (0, 0);
        InterruptibleCode.Of(code, lines);
    }
}
