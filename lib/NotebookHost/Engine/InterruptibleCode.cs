using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace NotebookHost;

/// <summary>Has the compiled code of a cell ask, again and again, whether it is to end
/// (<see cref="CellInterrupt.Ask"/>).</summary>
/// <remarks>
/// It asks where a loop begins its next round, whatever the loop was written as (while, foreach, goto,
/// what the compiler made of a pattern or of an iterator), and where a function, a lambda or a part of a query begins.
/// Done to what the compiler made and not to what was typed: so messages, lines, expression trees and the texts
/// of arguments are those of the cell as it stands, and the compiler binds it once.
/// </remarks>
internal static class InterruptibleCode
{
    /// <summary>The cell, asking.</summary>
    /// <param name="assembly">What the compiler made.</param>
    /// <param name="symbols">Its debug information, if there is some.</param>
    public static (MemoryStream Assembly, MemoryStream? Symbols) Of(MemoryStream assembly, MemoryStream? symbols)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters
        {
            ReadSymbols = symbols is not null,
            SymbolStream = symbols,
            SymbolReaderProvider = symbols is null ? null : new PortablePdbReaderProvider(),
        });
        MethodReference ask = module.ImportReference(typeof(CellInterrupt).GetMethod(nameof(CellInterrupt.Ask)));
        IEnumerable<MethodDefinition> methods = module.GetTypes().SelectMany(type => type.Methods);
        foreach (MethodDefinition method in methods.Where(method => method.HasBody))
        {
            AskInLoops(method.Body, ask);
            if (BeginsSomething(method)) method.Body.Instructions.Insert(0, Instruction.Create(OpCodes.Call, ask));
        }

        var (code, lines) = (new MemoryStream(), symbols is null ? null : new MemoryStream());
        module.Write(code, new WriterParameters
        {
            WriteSymbols = lines is not null,
            SymbolStream = lines,
            SymbolWriterProvider = lines is null ? null : new PortablePdbWriterProvider(),
        });
        code.Position = 0;
        if (lines is not null) lines.Position = 0;
        return (code, lines);
    }

    /// <summary>Whether a method can be one of endlessly many calls.</summary>
    /// <remarks>
    /// Not the going on after an await or a yield: an exception there would pass by the finally blocks
    /// that the function is in; what repeats in it is a loop. Not what initializes a type: it happens once,
    /// and to fail there makes the type useless.
    /// </remarks>
    private static bool BeginsSomething(MethodDefinition method)
    {
        if (method.IsConstructor && method.IsStatic || IsStateMachine(method.DeclaringType)) return false;
        if (!method.IsConstructor && !method.IsGetter && !method.IsSetter) return true;
        int others = method.Body.Instructions.Count(i => i.OpCode.FlowControl == FlowControl.Call);
        return others > (method.IsConstructor ? 1 : 0); // a constructor calls the one of its base
    }

    private static bool IsStateMachine(TypeDefinition type) =>
        type.Name.StartsWith('<') && type.Name.Contains(">d__", StringComparison.Ordinal);

    private static void AskInLoops(MethodBody body, MethodReference ask)
    {
        var back = new Dictionary<Instruction, List<Instruction>>(); // where a loop goes on, and from where
        foreach (Instruction from in body.Instructions)
            foreach (Instruction to in Targets(from).Distinct().Where(to => to.Offset <= from.Offset))
            {
                if (!back.TryGetValue(to, out List<Instruction>? sources)) back[to] = sources = [];
                sources.Add(from);
            }
        if (back.Count == 0) return;
        body.SimplifyMacros(); // what is inserted may be too much for the short forms of branches
        Region[] regions = [.. body.ExceptionHandlers.SelectMany(Region.Of)];
        foreach (var (head, sources) in back) AskAt(head, sources, body, regions, ask);
        body.OptimizeMacros();
    }

    /// <summary>Asks before an instruction to which loops come back: outside of the try blocks that begin there,
    /// where the loop is around them, else inside.</summary>
    private static void AskAt(
        Instruction head, List<Instruction> sources, MethodBody body, Region[] regions, MethodReference ask)
    {
        Region[] beginning =
            [.. regions.Where(region => region.Begins(head)).OrderByDescending(region => region.Length)];
        Instruction? first = null;
        var byDepth = sources.ToLookup(from => beginning.TakeWhile(region => region.Holds(from)).Count());
        foreach (var within in byDepth.OrderBy(group => group.Key))
        {
            Instruction asking = Instruction.Create(OpCodes.Call, ask);
            body.Instructions.Insert(body.Instructions.IndexOf(head), asking);
            first ??= asking;
            foreach (Instruction from in within) Redirect(from, head, asking);
            foreach (Region inner in beginning[..within.Key].Where(region => region.Begins(head)))
                inner.BeginAt(asking);
        }
        foreach (Region before in regions.Where(region => region.EndsBefore(head))) before.EndAt(first!);
        foreach (Instruction from in body.Instructions.Where(i => !sources.Contains(i)))
            Redirect(from, head, first!); // into the loop
    }

    private static Instruction[] Targets(Instruction branch) => branch.Operand switch
    {
        Instruction one => [one],
        Instruction[] several => several,
        _ => [],
    };

    private static void Redirect(Instruction branch, Instruction from, Instruction to)
    {
        if (branch.Operand == from) branch.Operand = to;
        else if (branch.Operand is Instruction[] several)
            branch.Operand = Array.ConvertAll(several, target => target == from ? to : target);
    }

    /// <summary>The instructions of a try block, or of what handles its exceptions.</summary>
    private sealed class Region(ExceptionHandler handler, bool isTry)
    {
        private readonly int from = (isTry ? handler.TryStart : handler.HandlerStart).Offset;
        private readonly int to = (isTry ? handler.TryEnd : handler.HandlerEnd)?.Offset ?? int.MaxValue;

        public int Length => to - from;

        public static IEnumerable<Region> Of(ExceptionHandler handler) =>
            [new(handler, isTry: true), new(handler, isTry: false)];

        public bool Holds(Instruction instruction) => instruction.Offset >= from && instruction.Offset < to;

        public bool Begins(Instruction at) => (isTry ? handler.TryStart : handler.HandlerStart) == at;

        public bool EndsBefore(Instruction at) => (isTry ? handler.TryEnd : handler.HandlerEnd) == at;

        public void BeginAt(Instruction at)
        {
            if (isTry) handler.TryStart = at;
            else handler.HandlerStart = at;
        }

        public void EndAt(Instruction at)
        {
            if (isTry) handler.TryEnd = at;
            else handler.HandlerEnd = at;
        }
    }
}
