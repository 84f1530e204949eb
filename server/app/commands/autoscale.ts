import { Command, Option } from 'commander'
import { SETTINGS } from '../../../lambdas/autoscaler/settings.ts'
import { PATTERN_NAMES } from '../autoscale/patterns.ts'

/**
 * `docket autoscale`: computes the number of instances that the work needs, simulates a load, and sets the capacity of
 * a group.
 */
export function autoscaleCommand(): Command {
  const command = new Command('autoscale').description('Scale EC2 instances by the volume of work')
  const simulate = command
    .command('simulate')
    .description('Print what the policy would do under a load, and draw it')
    .option('--load <file>', 'CSV: seconds,requests_per_second,open_tasks,jobs_per_second')
    .addOption(new Option('--pattern <name>', 'a load that is built in').choices(PATTERN_NAMES))
    .option('--peak <number>', 'requests a second at the peak of the pattern', '3000')
    .option('--plot <file>', 'where to write the plot as SVG', 'autoscale.svg')
    .option('--interval <seconds>', 'how often the policy is asked', '60')
    .option('--boot <seconds>', 'from asking for an instance until it serves', '180')
    .option('--instance-requests <number>', 'requests a second that one instance answers at most', '800')
    .option('--instance-jobs <number>', 'jobs a second that one instance works off at most', '200')
    .option('--price <usd>', 'of an instance an hour', '0.0448')
    .action(async (options, self) => (await import('../autoscale/actions.ts')).simulateLoad(options, self))
  const run = command
    .command('run')
    .description('Measure the live load and take one step with an EC2 Auto Scaling group')
    .addOption(new Option('--group <name>', 'the Auto Scaling group').env('AUTOSCALE_GROUP'))
    .addOption(new Option('--metrics-url <url>', METRICS_URL).env('METRICS_URL'))
    .option('--sample <seconds>', 'how long requests are counted for', '10')
    .option('--apply', 'set the capacity; without it, only say what it would be')
    .action(async (options, self) => (await import('../autoscale/actions.ts')).run(options, self))
  for (const { flag, variable, fallback, about } of Object.values(SETTINGS)) {
    const option = new Option(`${flag} <number>`, `${about} (default: ${fallback})`).env(variable)
    simulate.addOption(option)
    run.addOption(option)
  }
  return command
}

const METRICS_URL = '/metrics of the processes; {instance} becomes the private address of each instance'
