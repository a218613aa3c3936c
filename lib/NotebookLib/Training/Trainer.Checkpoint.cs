using System.Globalization;

namespace NotebookLib;

public sealed partial class Trainer
{
    private const string UpdatesNote = "parameterSteps";

    /// <summary>
    /// Writes everything that going on needs: parameters, what the optimizer remembers, seed and step. The file is
    /// replaced whole or not at all.
    /// </summary>
    /// <param name="path">The file, such as "training.safetensors"; its folder must exist.</param>
    public void Save(string path) =>
        Safetensors.Write(path, State().Select(p => KeyValuePair.Create(p.Name, p.Value)),
            new Dictionary<string, string>
            {
                ["optimizer"] = Optimizer.GetType().Name,
                ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
                ["step"] = StepCount.ToString(CultureInfo.InvariantCulture),
                ["optimizerStep"] = Optimizer.StepCount.ToString(CultureInfo.InvariantCulture),
                [UpdatesNote] =
                    string.Join(' ', Optimizer.UpdateCounts.Select(n => n.ToString(CultureInfo.InvariantCulture))),
            });

    /// <summary>
    /// Goes on where <see cref="Save"/> stopped. Model, optimizer and schedule have to be made as they were then; the
    /// seed is taken from the file.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It was saved by another kind of model or optimizer, or is
    /// damaged.</exception>
    public void Restore(string path)
    {
        Safetensors file = Safetensors.Read(path);
        string name = Path.GetFileName(path);
        if (Note("optimizer") != Optimizer.GetType().Name)
            throw new InvalidDataException($"{name}: expected a run of {Optimizer.GetType().Name}, this trainer's "
                + $"optimizer; it was saved by {Note("optimizer")}.");
        int seed = Number("seed"), step = Number("step"), optimizerStep = Number("optimizerStep");
        if (step < 0)
            throw new InvalidDataException($"{name}: expected a step of 0 or more in the metadata; got {step}.");
        if (optimizerStep < step)
            throw new InvalidDataException($"{name}: expected the optimizer to have taken all {step} steps of the "
                + $"run, or more; got {optimizerStep}.");
        int[] updates = Updates();

        List<(string Name, Tensor Value)> state = [.. State()];
        foreach (var (part, value) in state) // all of it is checked before any of it changes
        {
            if (!file.Tensors.TryGetValue(part, out Tensor? saved))
                throw new InvalidDataException($"{name}: expected a tensor '{part}' of shape {value.Shape}; "
                    + $"there is none.");
            if (saved.Shape != value.Shape)
                throw new InvalidDataException($"{name}: expected '{part}' to have shape {value.Shape}; "
                    + $"it has {saved.Shape}.");
        }
        if (file.Tensors.Count != state.Count)
            throw new InvalidDataException($"{name}: expected {state.Count} tensors, as this trainer has; "
                + $"there are {file.Tensors.Count}.");

        foreach (var (part, value) in state) file[part].Values.CopyTo(value.Data);
        (Seed, StepCount) = (seed, step);
        Optimizer.Resume(optimizerStep, updates);

        // A run that was saved before parameters counted for themselves had them all count every step, and goes on so.
        int[] Updates()
        {
            int count = Optimizer.Parameters.Count;
            if (!file.Metadata.TryGetValue(UpdatesNote, out string? note))
                return [.. Enumerable.Repeat(optimizerStep, count)];
            int[] read = [.. note.Split(' ').Select(Steps)];
            if (read.Length == count && read.All(n => n >= 0 && n <= optimizerStep)) return read;
            throw new InvalidDataException(
                $"{name}: expected {count} numbers from 0 to {optimizerStep} for '{UpdatesNote}' in the metadata, "
                + "one for each parameter; got other ones.");
        }

        static int Steps(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) ? steps : -1;

        string Note(string key) => file.Metadata.TryGetValue(key, out string? note) ? note
            : throw new InvalidDataException($"{name}: expected a file that a trainer saved, with '{key}' in its "
                + $"metadata; there is none.");
        int Number(string key) =>
            int.TryParse(Note(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new InvalidDataException($"{name}: expected a number for '{key}' in the metadata; "
                    + $"got '{Note(key)}'.");
    }

    /// <summary>The tensors that a run depends on; they share the memory of the model and the optimizer.</summary>
    internal IEnumerable<(string Name, Tensor Value)> State() =>
        Model.NamedParameters().Select(p => ($"parameter.{p.Name}", p.Value))
            .Concat(Optimizer.State().Select(p => ($"optimizer.{p.Name}", p.Value)));

    /// <summary>What there is to put back after a trial: all that <see cref="Step"/> changes.</summary>
    internal Action Snapshot()
    {
        IEnumerable<Tensor> changed = Model.Parameters().Concat(Optimizer.Parameters)
            .Concat(Optimizer.State().Select(p => p.Value));
        Action[] putBack = [.. changed.Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()
            .Select(tensor => tensor.Remember())];
        int step = StepCount, optimizerStep = Optimizer.StepCount;
        int[] updates = [.. Optimizer.UpdateCounts];
        float rate = Optimizer.LearningRate;
        return () =>
        {
            foreach (Action tensor in putBack) tensor();
            StepCount = step;
            Optimizer.Resume(optimizerStep, updates);
            Optimizer.LearningRate = rate;
        };
    }
}
