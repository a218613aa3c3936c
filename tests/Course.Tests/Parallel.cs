using Xunit.Sdk;
using Xunit.v3;

// Tests run beside each other also within a class: most of them wait for a process that runs a lesson.
[assembly: Parallelization(Mode = ParallelMode.All)]
