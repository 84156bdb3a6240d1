// The list of all resolvers: a new entity is one more line here and one in src/crm/index.ts.
import { accessResolvers } from './access.ts';
import { activityResolvers } from './activity.ts';
import { changeResolvers } from './change.ts';
import { companyResolvers } from './company.ts';
import { contactResolvers } from './contact.ts';
import { costResolvers } from './cost.ts';
import { customFieldResolvers } from './custom-field.ts';
import { dealResolvers } from './deal.ts';
import { nodeResolvers } from './node.ts';
import { pipelineResolvers } from './pipeline.ts';
import { productResolvers } from './product.ts';
import { recordResolvers } from './record.ts';
import { reportResolvers } from './report.ts';
import { scalarResolvers } from './scalars.ts';
import { searchResolvers } from './search.ts';
import { stageResolvers } from './stage.ts';
import { tagResolvers } from './tag.ts';
import { teamResolvers } from './team.ts';
import { usageResolvers } from './usage.ts';
import { userResolvers } from './user.ts';
import { viewerResolvers } from './viewer.ts';
import { webhookResolvers } from './webhook.ts';

export const resolvers = [
  scalarResolvers,
  nodeResolvers,
  viewerResolvers,
  accessResolvers,
  recordResolvers,
  companyResolvers,
  contactResolvers,
  dealResolvers,
  pipelineResolvers,
  stageResolvers,
  productResolvers,
  activityResolvers,
  userResolvers,
  teamResolvers,
  tagResolvers,
  customFieldResolvers,
  searchResolvers,
  reportResolvers,
  costResolvers,
  usageResolvers,
  webhookResolvers,
  changeResolvers,
];
